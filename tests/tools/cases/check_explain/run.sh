# SPDX-License-Identifier: Apache-2.0
sopflow check --explain tests/tools/broken.sop.yaml
sopflow check --explain --format json tests/tools/broken.sop.yaml
