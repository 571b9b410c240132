# SPDX-License-Identifier: Apache-2.0
# Where the proof stopped.
sopflow check --limit 3 tests/tools/broken.sop.yaml
