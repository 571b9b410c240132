/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the literals out of an expression, from the last to the first, so that places stay right. */
#include "literals.h"

#include <string.h>

typedef struct
{
    const SopAst *nodes[LITERALS_MOST];
    unsigned n;
    bool nulls;
    bool too_many;
} Search;

/* What stands in the text, and is a value rather than a key of a context or a function's name. */
static bool
can_be_named(const Search *self, const SopAst *node)
{
    return node->kind == SOP_AST_LITERAL && node->length > 0 && node->value.type != SOP_FUNCTION &&
           (node->value.type != SOP_NULL || self->nulls);
}

static void
search(Search *self, const SopAst *node)
{
    if (can_be_named(self, node))
    {
        self->too_many = self->too_many || self->n == LITERALS_MOST;
        if (!self->too_many)
            self->nodes[self->n++] = node;
    }
    bool context = node->kind == SOP_AST_CONTEXT;
    for (uint32_t i = context; i < node->n_children; i += 1 + context)
        search(self, node->children[i]);
}

static int
by_place(const void *a, const void *b)
{
    const SopAst *x = *(const SopAst *const *) a, *y = *(const SopAst *const *) b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

bool
literals_take(const SopFeel *feel, bool nulls, Literals *ret)
{
    Search found = {.nulls = nulls};
    search(&found, sop_feel_ast(feel));
    *ret = (Literals) {0};
    if (found.too_many)
        return false;
    qsort(found.nodes, found.n, sizeof(SopAst *), by_place);
    GString *text = g_string_new(NULL);
    uint32_t at = 0;
    for (unsigned i = 0; i < found.n; i++)
    {
        const SopAst *node = found.nodes[i];
        if (node->offset < at) /* it was put there for an argument that is not written */
            continue;
        g_string_append_len(text, sop_feel_text(feel) + at, node->offset - at);
        ret->values[ret->n++] = &node->value;
        g_string_append_printf(text, " literal %u ", ret->n);
        at = node->offset + node->length;
    }
    g_string_append(text, sop_feel_text(feel) + at);
    ret->text = g_string_free(text, FALSE);
    return true;
}

void
literals_declare(const Literals *self, SopFeelScope *scope, unsigned slot, bool typed)
{
    for (unsigned i = 0; i < self->n; i++)
    {
        g_autofree char *name = g_strdup_printf("literal %u", i + 1);
        g_autoptr(SopFeelType) type = typed && self->values[i]->type < SOP_LIST
                                          ? sop_feel_type_new(self->values[i]->type)
                                          : sop_feel_type_new_any();
        sop_feel_scope_add(scope, name, type, slot + i);
    }
}
