# SPDX-License-Identifier: Apache-2.0
# Where the proof stopped.
sopflow check --limit 3 tests/tools/broken.sop.yaml | sed 's/after [0-9]* states, at depth [0-9]*/after … states, at depth …/;s/([0-9]* states)/(… states)/'
