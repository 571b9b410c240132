# SPDX-License-Identifier: Apache-2.0
# Either every result has suppressions or none has.
sopflow check --format sarif tests/tools/accept/visits.sop.yaml | grep -A 6 '"suppressions"'
