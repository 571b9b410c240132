/* SPDX-License-Identifier: Apache-2.0 */
/* The command `sopflow`: finds the subcommand in the table and hands over. */
#include "tool.h"

#include <locale.h>
#include <stdio.h>

static const Tool *const tools[] = {
    &tool_check,  &tool_test, &tool_run,
#ifdef SOP_WITH_DRAW
    &tool_draw,
#endif
    &tool_path,   &tool_show, &tool_texts,   &tool_diff, &tool_migrate,
    &tool_export, &tool_feel, &tool_explain, &tool_new,  &tool_act,
};

static void
print_usage(FILE *stream)
{
    fputs("Usage: sopflow COMMAND [OPTION…] …\n\n"
          "Standard operating procedures: checked, compiled, run and drawn.\n\n"
          "Commands:\n",
          stream);
    for (gsize i = 0; i < G_N_ELEMENTS(tools); i++)
        fprintf(stream, "  %-8s %s\n", tools[i]->name, tools[i]->summary);
    fputs(
        "\n`sopflow COMMAND --help` shows its options, with examples; `sopflow --version` the version.\n"
        "\nExit status: 0 all is fine, 1 something was found, 2 it could not run.\n",
        stream);
}

int
main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");

    if (argc < 2)
    {
        print_usage(stderr);
        return TOOL_UNABLE;
    }
    if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") ||
        g_str_equal(argv[1], "help"))
    {
        print_usage(stdout);
        return TOOL_FINE;
    }
    if (g_str_equal(argv[1], "--version"))
    {
        printf("sopflow %s\n", SOP_VERSION);
        return TOOL_FINE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(tools); i++)
        if (g_str_equal(argv[1], tools[i]->name))
            return (int) tools[i]->run(argc - 1, argv + 1);
    return (int) tool_unable("there is no command `%s`; `sopflow --help` lists them", argv[1]);
}
