/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target on random bytes, with any compiler: random-NAME [INPUTS [SEED]]. What is said when it
 * fails names the input, so that it can be run again alone: random-NAME 1 SEED. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum
{
    MOST_BYTES = 400,
};

static guint32 now_running;

static void
say_which(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
    (void) domain;
    (void) level;
    (void) data;
    fprintf(stderr, "seed %u: %s\n", now_running, message);
}

static void
run(guint32 seed)
{
    uint8_t bytes[MOST_BYTES];
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    size_t size = (size_t) g_rand_int_range(random, 4, MOST_BYTES);

    now_running = seed;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t) g_rand_int_range(random, 0, 256);
    LLVMFuzzerTestOneInput(bytes, size);
}

int
main(int argc, char **argv)
{
    guint32 n = argc > 1 ? (guint32) g_ascii_strtoull(argv[1], NULL, 10) : 1000;
    guint32 seed = argc > 2 ? (guint32) g_ascii_strtoull(argv[2], NULL, 10) : 1;

    g_log_set_default_handler(say_which, NULL);
    for (guint32 i = 0; i < n; i++)
        run(seed + i);
    printf("%u inputs\n", n);
    return 0;
}
