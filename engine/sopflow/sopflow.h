/* SPDX-License-Identifier: Apache-2.0 */
/* All of libsopflow. */
#pragma once

#include <sopflow/case.h>
#include <sopflow/check.h>
#include <sopflow/diagnostics.h>
#include <sopflow/draw.h>
#include <sopflow/exchange.h>
#include <sopflow/feel.h>
#include <sopflow/flow.h>
#include <sopflow/procedure.h>
#include <sopflow/scenarios.h>
#include <sopflow/time.h>
#include <sopflow/value.h>
#include <sopflow/versions.h>
#include <sopflow/way.h>
