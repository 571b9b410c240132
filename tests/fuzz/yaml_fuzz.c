/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the YAML reader: whatever the bytes, it ends in a tree or in diagnostics, the tree
 * keeps its promises, every part of a text has a place, and the diagnostics can be shown. */
#include <stdlib.h>
#include <string.h>

#include "yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort(); /* what a fuzzer takes for a crash */
}

/* The character that stands at the place; 0 beyond the line's end. */
static gunichar
character_at(const SopSources *sources, SopSpan span)
{
    size_t length;
    const char *at = sop_sources_line(sources, span.source, span.line, &length);
    const char *end = at + length;

    for (uint32_t column = 1; column < span.column && at < end; column++)
        at = g_utf8_next_char(at);
    return at < end ? g_utf8_get_char(at) : 0;
}

/* Each character of a text stands where its place says, but for escapes and what was folded. */
static void
check_scalar(const SopSources *sources, const SopYamlNode *node)
{
    require(node->text[node->size] == '\0');
    if (node->size > 300)
        return;
    for (uint32_t at = 0; at < node->size;
         at = (uint32_t) (g_utf8_next_char(node->text + at) - node->text))
    {
        SopSpan span = sop_yaml_span_within(sources, node, at, 1);
        gunichar read = g_utf8_get_char(node->text + at), written = character_at(sources, span);
        require(span.line >= node->span.line && span.column > 0);
        bool escaped = node->style == SOP_YAML_DOUBLE_QUOTED && written == '\\';
        bool folded =
            read == ' ' || read == '\n' || read == 0x85 || read == 0x2028 || read == 0x2029;
        require(read == written || escaped || folded);
    }
}

/* `budget` bounds the walk, since aliases may repeat a lot. */
static void
check(const SopSources *sources, const SopYamlNode *node, unsigned depth, unsigned *budget)
{
    require(depth <= SOP_LIMIT_YAML_DEPTH + 1);
    if (*budget == 0)
        return;
    (*budget)--;
    if (node->kind == SOP_YAML_SCALAR)
    {
        check_scalar(sources, node);
        return;
    }
    for (uint32_t i = 0; i < node->size; i++)
    {
        if (node->kind == SOP_YAML_SEQUENCE)
        {
            check(sources, node->items[i], depth + 1, budget);
            continue;
        }
        require(node->pairs[i].key->kind == SOP_YAML_SCALAR);
        require(i > 100 || strlen(node->pairs[i].key->text) != node->pairs[i].key->size ||
                sop_yaml_get(node, node->pairs[i].key->text) == node->pairs[i].value);
        check(sources, node->pairs[i].key, depth + 1, budget);
        check(sources, node->pairs[i].value, depth + 1, budget);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(SopArena) arena = sop_arena_new();
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopSources *sources = sop_diagnostics_sources(diagnostics);
    uint32_t source = sop_sources_add(sources, "input.yaml", (const char *) data, size);
    unsigned budget = 2000;

    const SopYamlNode *root = sop_yaml_read(arena, diagnostics, source);
    if (root != NULL)
        check(sources, root, 0, &budget);
    require(root != NULL || sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > 0);

    g_autofree char *text = sop_diagnostics_to_text(diagnostics, true);
    require(g_utf8_validate(text, -1, NULL));
    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
    {
        const SopDiagnostic *diagnostic = sop_diagnostics_get(diagnostics, i);
        require(sop_diagnostic_code(diagnostic) == SOP_MESSAGE_LIMIT_DIAGNOSTICS ||
                (sop_diagnostic_line(diagnostic) > 0 && sop_diagnostic_column(diagnostic) > 0));
    }
    return 0;
}
