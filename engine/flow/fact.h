/* SPDX-License-Identifier: Apache-2.0 */
/* Values of facts: what fits a declaration, and the plain forms that YAML and JSON give them. */
#pragma once

#include "flow/flow.h"

/* Does `value` fit the fact's type, values and range? A text that reads as the date, date and
 * time or duration wanted is read as such. `ret`: (transfer full), untouched when it does not
 * fit. */
bool sop_fact_fits(const SopFlow *flow, const SopFlowFact *fact, const SopValue *value,
                   SopValue *ret);

/* A scalar or list as YAML has it: null, boolean, number, text. Returns: (transfer full). */
SopValue sop_fact_value_from_yaml(const SopYamlNode *node);
