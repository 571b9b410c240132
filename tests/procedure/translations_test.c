/* SPDX-License-Identifier: Apache-2.0 */
/* Translations beside a file: what is read, what is said of such a file by itself, and the file that
 * a translator fills in. What is wrong with them is in the golden cases of procedure_test.c. */
#include <glib/gstdio.h>
#include <string.h>

#include "procedure/procedure.h"
#include "support/support.h"

#define FILES "tests/procedure/files/"

static SopProcedure *
load(const char *path, SopDiagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    SopProcedure *procedure = sop_procedure_load_file(path, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    return procedure;
}

static void
test_read(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load(FILES "translated/input.sop.yaml", diagnostics);
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->title, "fr", ""), "Carte de bibliothèque");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->title, "en", ""), "Library card");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->title, "zh-Hant", ""), "Library card");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->cited[0].title, "fr", ""),
                           "Loi sur les bibliothèques");
    const SopWrittenFact *kind = &procedure->facts[0];
    CU_ASSERT_STRING_EQUAL(sop_text_in(&kind->title, "fr", ""), "Genre");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&kind->values[0].title, "fr", ""), "Adulte");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&kind->values[1].title, "fr", ""), "Child");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->safeguards[0].title, "fr", ""),
                           "Une seule carte");
    const SopWrittenNode *nodes = procedure->root.children;
    CU_ASSERT_STRING_EQUAL(sop_text_in(&nodes[0].timeouts[0].title, "fr", ""),
                           "Personne n'est venu");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&nodes[0].actions[0].title, "fr", ""), "Demander ici");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&nodes[1].title, "fr", ""), "Remettre");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&nodes[1].actions[1].title, "fr", ""), "Demander");
}

static void
test_variant(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure =
        load(FILES "translated_variant/input.sop.yaml", diagnostics);
    const SopWrittenNode *desk = &procedure->root.children[0];
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->title, "fr", ""), "Carte du nord");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&desk->title, "fr", ""), "Au comptoir");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&desk->actions[0].title, "fr", ""), "Hand out");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->roles[0].title, "fr", ""), "Agent");
}

/* ---- a file of translations by itself -------------------------------------------------------- */

static void
check_apart(const char *path, const char *expected)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    sop_procedure_check_texts(path, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    sop_test_golden(messages, expected);
}

static void
test_apart(void)
{
    check_apart(FILES "translated/input.fr.texts.yaml", FILES "translated/expected.fr.txt");
    check_apart(FILES "translated/input.zh-Hant.texts.yaml",
                FILES "translated/expected.zh-Hant.txt");
    check_apart(FILES "translated_wrongly/input.fr.texts.yaml",
                FILES "translated_wrongly/expected.fr.txt");
    check_apart(FILES "translated_variant/input.fr.texts.yaml",
                FILES "translated_variant/expected.fr.txt");

    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    sop_procedure_check_texts(FILES "no.fr.texts.yaml", diagnostics, &error);
    CU_ASSERT_TRUE(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

static void
write_text(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, text, -1, NULL));
}

static void
delete_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
    {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static unsigned
only_code(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    sop_procedure_check_texts(path, diagnostics, NULL);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 1);
    return sop_diagnostics_count(diagnostics) == 1
               ? sop_diagnostic_code(sop_diagnostics_get(diagnostics, 0))
               : 0;
}

static void
test_apart_from_what(void)
{
    g_autofree char *folder = g_dir_make_tmp("sop-texts-XXXXXX", NULL);
    static const struct
    {
        const char *name, *of, *language;
        unsigned code;
    } files[] = {
        {"card.fr.texts.yaml", "none.sop.yaml", "fr", SOP_MESSAGE_TEXTS_MISNAMED},
        {"none.fr.texts.yaml", "none.sop.yaml", "fr", SOP_MESSAGE_NO_FILE},
        {"card.de.texts.yaml", "card.sop.yaml", "de", SOP_MESSAGE_UNDECLARED_LANGUAGE},
        {"card.en.texts.yaml", "card.sop.yaml", "en", SOP_MESSAGE_TEXTS_ORIGINAL},
        {"list.fr.texts.yaml", "list.sop.yaml", "fr", SOP_MESSAGE_TEXTS_OF_BROKEN},
    };
    write_text(folder, "list.sop.yaml", "- card\n");
    write_text(folder, "card.sop.yaml",
               "sopflow: 1\nid: card\ntitle: Card\nlanguages: [en, fr]\nsteps: {desk: {}}\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(files); i++)
    {
        g_autofree char *text = g_strdup_printf(
            "sopflow: 1\ntexts_of: %s\nlanguage: %s\ntexts: {}\n", files[i].of, files[i].language);
        write_text(folder, files[i].name, text);
        g_autofree char *path = g_build_filename(folder, files[i].name, NULL);
        CU_ASSERT_EQUAL(only_code(path), files[i].code);
    }
    delete_folder(folder);
}

/* ---- what a translator fills in -------------------------------------------------------------- */

static void
check_written(const char *path, const char *language, const char *expected)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load(path, diagnostics);
    g_autofree char *text = sop_procedure_texts_to_yaml(procedure, language);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    sop_test_golden(text, expected);
}

static void
test_written(void)
{
    check_written(FILES "translated/input.sop.yaml", "fr", FILES "translated/expected.fr.yaml");
    check_written(FILES "translated/input.sop.yaml", "zh-Hant",
                  FILES "translated/expected.zh-Hant.yaml");
    check_written(FILES "translated_variant/input.sop.yaml", "fr",
                  FILES "translated_variant/expected.fr.yaml");

    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load(FILES "translated/input.sop.yaml", diagnostics);
    CU_ASSERT_PTR_NULL(sop_procedure_texts_to_yaml(procedure, "en"));
    CU_ASSERT_PTR_NULL(sop_procedure_texts_to_yaml(procedure, "de"));
}

static void
copy_files(const char *from, const char *to)
{
    g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
    {
        if (!g_str_has_suffix(name, ".yaml") || !g_str_has_prefix(name, "input."))
            continue;
        g_autofree char *path = g_build_filename(from, name, NULL);
        g_autofree char *text = sop_test_read(path);
        write_text(to, name, text);
    }
}

static char *
written(const char *path, const char *language)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load(path, diagnostics);
    return sop_procedure_texts_to_yaml(procedure, language);
}

/* Saved where it is read, the file says the same again. */
static void
check_again(const char *language)
{
    g_autofree char *folder = g_dir_make_tmp("sop-texts-XXXXXX", NULL);
    copy_files(FILES "translated", folder);
    g_autofree char *path = g_build_filename(folder, "input.sop.yaml", NULL);
    g_autofree char *first = written(path, language);
    g_autofree char *name = g_strdup_printf("input.%s.texts.yaml", language);
    write_text(folder, name, first);
    g_autofree char *second = written(path, language);
    sop_test_same_text("the file written again", second, first);
    delete_folder(folder);
}

static void
test_again(void)
{
    check_again("fr");
    check_again("zh-Hant");
}

int
main(int argc, char **argv)
{
    const SopTest tests[] = {
        {"what stands beside the file is read", test_read},
        {"a variant's translations, and its base's", test_variant},
        {"a file of translations by itself", test_apart},
        {"and what it is a translation of", test_apart_from_what},
        {"what a translator fills in", test_written},
        {"written again, it says the same", test_again},
        {0},
    };
    return sop_test_main("translations", tests, argc, argv);
}
