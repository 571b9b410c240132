/* SPDX-License-Identifier: Apache-2.0 */
/* Random procedures in which conditions compare facts with each other: two of the generator's facts become
 * numbers, and what asks for them asks which is the greater. */
#pragma once

/* Of a procedure of the generator's. Returns: (transfer full). */
char *relate_procedure(const char *text);
/* Of what it gives; nullable. Returns: (transfer full) (nullable). */
char *relate_given(const char *text);
