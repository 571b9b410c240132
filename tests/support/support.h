/* SPDX-License-Identifier: Apache-2.0 */
/* What every test program needs: a CUnit main that ends with the summary, texts compared with a
 * readable difference, golden files, and folders of cases. Tests run from the top of the source
 * tree. SOP_UPDATE_GOLDEN=1 in the environment rewrites golden files instead of comparing. */
#pragma once

#include <CUnit/CUnit.h>
#include <glib.h>
#include <stdbool.h>

typedef struct
{
    const char *name;
    void (*run)(void);
} SopTest;

/* Runs `tests` (ended by a NULL name) as the CUnit suite `suite`. A first argument, if any,
 * names the only test to run. Returns: main's exit status. */
int sop_test_main(const char *suite, const SopTest *tests, int argc, char **argv);

/* Asserts that the texts are the same; prints both and the first line that differs if not. `what`
 * says what was compared. */
void sop_test_same_text(const char *what, const char *actual, const char *expected);

/* Asserts that `actual` is what the file `path` holds; rewrites the file when SOP_UPDATE_GOLDEN
 * is set. */
void sop_test_golden(const char *actual, const char *path);

/* Calls `run` with the path of each folder (sorted) within `folder`, which must have at least
 * one. */
void sop_test_each_folder(const char *folder, void (*run)(const char *path));

/* The same for each file of `folder` whose name ends in `suffix`. */
void sop_test_each_file(const char *folder, const char *suffix, void (*run)(const char *path));

/* For each such file what `text_of` tells of it, (transfer full), all in the golden file FOLDER/expected.txt. */
void sop_test_golden_of_each(const char *folder, const char *suffix,
                             char *(*text_of)(const char *path));

/* The text of a file, which must be there. Returns: (transfer full). */
char *sop_test_read(const char *path);
