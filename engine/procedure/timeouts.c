/* SPDX-License-Identifier: Apache-2.0 */
/* Timeouts: what happens by itself when its time has come. */
#include "procedure/reader.h"

static void
read_sets(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenTimeout *timeout = ret;
    timeout->sets = sop_reader_sets(self, value, &timeout->n_sets);
}

#define PART(key, read, member) SOP_KEY(key, read, SopWrittenTimeout, member)

static const SopKey timeout_keys[] = {
    PART("title", sop_read_text, title),
    SOP_KEY_NEEDED("at", sop_read_clock, SopWrittenTimeout, at),
    PART("to", sop_read_route, to),
    PART("when", sop_read_expression, when),
    SOP_KEY_AT("sets", read_sets, 0, 0),
    PART("returns", sop_read_names, returns),
    PART("informs", sop_read_names, informs),
    PART("text", sop_read_text, text),
    PART("source", sop_read_names, source),
    PART("locked", sop_read_boolean, locked),
    PART("was", sop_read_name, was),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_timeout, "a timeout", "{at: 90 days, to: NODE}", timeout_keys, SopWrittenTimeout);

void
sop_read_timeouts(SopReader *self, const SopYamlNode *value, void *node)
{
    SopWrittenNode *of = node;
    of->timeouts = sop_reader_entries(self, value, &sop_form_timeout, &of->n_timeouts);
    for (uint32_t i = 0; i < of->n_timeouts; i++)
    {
        of->timeouts[i].order = self->n_ordered++;
        of->timeouts[i].span = of->timeouts[i].name.span;
    }
}
