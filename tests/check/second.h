/* SPDX-License-Identifier: Apache-2.0 */
/* What a procedure means, a second time: written from the language page for the model that SPIN searches, and sharing
 * nothing with the engine. It is compiled into SPIN's program. Here is what the model calls, and what it tells. */
#pragma once

#include "second_acts.h"

/* ---- rests ---------------------------------------------------------------------------------------- */

static int
is_possible(const Second *s, unsigned name)
{
    unsigned offers[SKETCH_OFFERS];
    unsigned n_offers = offers_of(s, name, offers);

    for (unsigned i = 0; i < n_offers; i++)
        if (sketch->offers[offers[i]].when != SKETCH_NONE &&
            judge(s, sketch->offers[offers[i]].when, s->on) == FALSE_)
            return 0;
    return n_offers > 0;
}

/* Is something sure to happen though nobody acts? */
static int
goes_on(const Second *s)
{
    unsigned char broken[SKETCH_SAFEGUARDS];

    for (unsigned i = 0; i < sketch->n_offers; i++)
    {
        Second after = *s;
        if (time_out(&after, i, broken))
            return 1;
    }
    return 0;
}

static void
look(const Second *s, unsigned char *broken)
{
    for (unsigned i = 0; i < sketch->n_safeguards; i++)
    {
        const SketchSafeguard *guard = &sketch->safeguards[i];
        int bad = 0;
        if (guard->kind == LEADS_TO)
            bad = s->stands[i] && (s->closed || !goes_on(s));
        else if (s->closed)
            continue;
        else if (guard->kind == NEVER_AT_REST)
            bad = judge(s, guard->condition, s->on) != FALSE_;
        else if (guard->kind == POSSIBLE_FROM)
            bad = s->stands[i] && !is_possible(s, guard->event);
        if (bad && applies(s, guard))
            broken[i] = 1;
    }
}

/* ---- what is told --------------------------------------------------------------------------------- */

/* Where a case can rest, each once: what the engine's search must find, too. */
static struct
{
    char (*texts)[32];
    unsigned n, room;
    unsigned *table, mask;
} seen;

static unsigned
hash_of(const char *text)
{
    unsigned hash = 2166136261u;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char) *text) * 16777619u;
    return hash;
}

static void
see_again(unsigned number)
{
    unsigned at = hash_of(seen.texts[number]) & seen.mask;

    while (seen.table[at] != 0)
        at = (at + 1) & seen.mask;
    seen.table[at] = number + 1;
}

static void
see(const Second *s)
{
    char text[32];

    snprintf(text, sizeof text, "%x %u%u%u %u%u", s->on, s->facts[0], s->facts[1], s->facts[2],
             s->documents[0], s->documents[1]);
    if (seen.n * 2 >= seen.room)
    {
        seen.room = seen.room == 0 ? 1024 : 2 * seen.room;
        seen.mask = seen.room - 1;
        seen.texts = realloc(seen.texts, seen.room * sizeof *seen.texts);
        free(seen.table);
        seen.table = calloc(seen.room, sizeof *seen.table);
        for (unsigned i = 0; i < seen.n; i++)
            see_again(i);
    }
    for (unsigned at = hash_of(text) & seen.mask; seen.table[at] != 0; at = (at + 1) & seen.mask)
        if (strcmp(seen.texts[seen.table[at] - 1], text) == 0)
            return;
    strcpy(seen.texts[seen.n], text);
    see_again(seen.n++);
}

static void
tell(void)
{
    for (unsigned i = 0; i < sketch->n_safeguards; i++)
        printf("safeguard %u %s\n", i, second_broken[i] ? "broken" : "holds");
    for (unsigned i = 0; i < seen.n; i++)
        printf("rest %s\n", seen.texts[i]);
}

/* ---- what the model calls ------------------------------------------------------------------------- */

static void
second_open(Second *s, const Sketch *tables, const SecondGiving *ways)
{
    unsigned char broken[SKETCH_SAFEGUARDS] = {0};
    const char *duty = getenv("SECOND_DUTY");

    sketch = tables;
    givings_of = ways;
    n_duty = duty != NULL ? (unsigned) atoi(duty) : SKETCH_NONE;
    memset(s, 0, sizeof *s);
    memcpy(s->facts, sketch->starts, sizeof s->facts);
    s->on = bit(0);
    enter_inside(s, 0, 0, broken);
    if (!come_to_rest(s, 0, broken))
        exit(3);
    look(s, broken);
    memcpy(second_broken, broken, sizeof broken);
    see(s);
    atexit(tell);
}

/* What comes of it is looked at. */
static void
arrive(const Second *s, unsigned char *broken)
{
    look(s, broken);
    for (unsigned i = 0; i < sketch->n_safeguards; i++)
        second_broken[i] |= broken[i];
    if (!s->closed)
        see(s);
}

static int
second_may_act(const Second *s, unsigned number)
{
    unsigned char broken[SKETCH_SAFEGUARDS];
    Second after = *s;

    return !s->closed && !s->idle && act(&after, &givings_of[number], broken);
}

static void
second_act(Second *s, unsigned number)
{
    unsigned char broken[SKETCH_SAFEGUARDS] = {0};

    act(s, &givings_of[number], broken);
    arrive(s, broken);
}

/* From here on nobody acts. */
static int
second_may_rest(const Second *s)
{
    return n_duty != SKETCH_NONE && !s->closed && !s->idle && s->stands[n_duty];
}

static int
second_may_time_out(const Second *s, unsigned offer)
{
    unsigned char broken[SKETCH_SAFEGUARDS];
    Second after = *s;

    return !s->closed && !s->wrapped && (!s->idle || s->stands[n_duty]) &&
           time_out(&after, offer, broken);
}

/* Clocks that run come at last: each in turn is waited for until it ran, was restarted or cannot run. */
static void
wait_in_turn(Second *s, const unsigned char *ran)
{
    for (unsigned i = s->turn; i < sketch->n_offers; i++)
    {
        Second later = *s;
        unsigned char broken[SKETCH_SAFEGUARDS];
        if (ran[i] || !time_out(&later, i, broken))
            continue;
        s->turn = (unsigned char) i;
        return;
    }
    s->turn = 0;
    s->wrapped = 1;
}

static void
second_time_out(Second *s, unsigned offer)
{
    unsigned char broken[SKETCH_SAFEGUARDS] = {0};
    unsigned char ran[SKETCH_OFFERS];

    memset(restarted, 0, sizeof restarted);
    time_out(s, offer, broken);
    memcpy(ran, restarted, sizeof ran);
    ran[offer] = 1;
    arrive(s, broken);
    if (s->idle && !s->closed)
        wait_in_turn(s, ran);
}
