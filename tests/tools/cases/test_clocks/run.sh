# SPDX-License-Identifier: Apache-2.0
# What ran by itself is told; a timeout that nothing reached is listed with its place.
sopflow test tests/tools/clocks.sop.yaml --verbose
