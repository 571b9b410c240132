# SPDX-License-Identifier: Apache-2.0
sopflow test tests/tools/failing.scenarios.yaml
