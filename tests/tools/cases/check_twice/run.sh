# SPDX-License-Identifier: Apache-2.0
# What is wrong in the procedure is told once, though it is read again for its scenarios.
sopflow check tests/tools/wrong.sop.yaml tests/tools/wrong_twice.scenarios.yaml
