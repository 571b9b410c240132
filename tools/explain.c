/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow explain: the page about a message, or the list of all. */
#include "tool.h"

#include <stdio.h>
#include <string.h>

static void
list(void)
{
    for (const unsigned *code = sop_explain_codes(); *code != 0; code++)
    {
        g_autofree char *page = sop_explain(*code);
        if (page == NULL)
            continue;
        page[strcspn(page, "\n")] = '\0';
        printf("%s\n", page + strspn(page, "# "));
    }
}

/* Reads SOP-201, sop201 or 201; 0 when it is none of them. */
static unsigned
code_of(const char *text)
{
    guint64 number = 0;

    if (g_ascii_strncasecmp(text, "SOP", 3) == 0)
        text += 3;
    if (*text == '-')
        text++;
    return g_ascii_string_to_unsigned(text, 10, 1, 9999, &number, NULL) ? (unsigned) number : 0;
}

static ToolExit
run(int argc, char **argv)
{
    if (!tool_options(&tool_explain, NULL, argc < 2 ? 0 : argc - 1, &argc, &argv))
        return TOOL_UNABLE;
    if (argc < 2)
        return list(), TOOL_FINE;

    for (int i = 1; i < argc; i++)
    {
        g_autofree char *page = sop_explain(code_of(argv[i]));
        if (page == NULL)
            return tool_unable("there is no message `%s`; `sopflow explain` lists them", argv[i]);
        printf("%s%s", i > 1 ? "\n" : "", page);
    }
    return TOOL_FINE;
}

const Tool tool_explain = {
    .name = "explain",
    .arguments = "[SOP-nnn…]",
    .summary = "Explain a message, with a wrong and a right example",
    .examples = "  sopflow explain SOP-204\n"
                "  sopflow explain            lists all messages\n",
    .run = run,
};
