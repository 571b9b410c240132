# SPDX-License-Identifier: Apache-2.0
# What is written plays.
sopflow check --scenarios "$OUT/broken.scenarios.yaml" tests/tools/broken.sop.yaml >/dev/null
sed 's|^scenarios_of: \(\.\./\)*.*/tests|scenarios_of: …/tests|' "$OUT/broken.scenarios.yaml"
sopflow test --no-coverage "$OUT/broken.scenarios.yaml" >/dev/null 2>&1
echo "played: $?"
sopflow check --scenarios "$OUT/none.scenarios.yaml" tests/tools/because.sop.yaml >/dev/null
sopflow check --scenarios "$OUT/none.scenarios.yaml" tests/tools/wrong.sop.yaml >/dev/null
