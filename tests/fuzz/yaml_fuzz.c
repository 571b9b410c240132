/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the YAML reader: whatever the bytes, it ends in a tree or in diagnostics, the tree keeps its
 * promises, every part of a text has a place, and the diagnostics can be shown. */
#include <string.h>

#include "yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        g_error("a promise is broken");
}

static void
check_scalar(const SopSources *sources, const SopYamlNode *node)
{
    require(node->text != NULL && node->text[node->size] == '\0');
    if (node->size > 1000)
        return;
    for (uint32_t at = 0; at <= node->size; at = (uint32_t) (g_utf8_next_char(node->text + at) - node->text))
    {
        SopSpan span = sop_yaml_span_within(sources, node, at, 3);
        require(span.line >= node->span.line && span.column > 0);
        if (at == node->size)
            break;
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
        require(i > 100 || strlen(node->pairs[i].key->text) != node->pairs[i].key->size
                || sop_yaml_get(node, node->pairs[i].key->text) == node->pairs[i].value);
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
        require(sop_diagnostic_line(diagnostic) > 0 && sop_diagnostic_column(diagnostic) > 0);
    }
    return 0;
}
