/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are kept, by what was asked and what the answer depends on. (kept.c) */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct _SopKept SopKept;

SopKept *sop_kept_new(void);
void sop_kept_free(SopKept *self);
/* `of`: not 0. Returns: whether it is there. */
bool sop_kept_find(const SopKept *self, uint32_t of, uint64_t key, uint64_t *ret_answer);
/* Where there is none yet. */
void sop_kept_add(SopKept *self, uint32_t of, uint64_t key, uint64_t answer);
