/* SPDX-License-Identifier: Apache-2.0 */
/* Looking into the tree. */
#include "yaml/yaml.h"

#include <string.h>

SopYamlNode *
sop_yaml_get(const SopYamlNode *self, const char *key)
{
    g_return_val_if_fail(key != NULL, NULL);

    if (self == NULL || self->kind != SOP_YAML_MAPPING)
        return NULL;
    size_t length = strlen(key);
    for (uint32_t i = 0; i < self->size; i++)
    {
        const SopYamlNode *candidate = self->pairs[i].key;
        if (candidate->size == length && memcmp(candidate->text, key, length) == 0)
            return self->pairs[i].value;
    }
    return NULL;
}

bool
sop_yaml_is(const SopYamlNode *self, const char *text)
{
    g_return_val_if_fail(text != NULL, false);
    return self != NULL && self->kind == SOP_YAML_SCALAR && self->size == strlen(text) &&
           memcmp(self->text, text, self->size) == 0;
}
