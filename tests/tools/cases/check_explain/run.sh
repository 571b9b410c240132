# SPDX-License-Identifier: Apache-2.0
sopflow check --explain tests/tools/broken.sop.yaml | sed 's/[0-9,]* states/… states/'
sopflow check --explain --format json tests/tools/broken.sop.yaml
