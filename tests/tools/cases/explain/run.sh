# SPDX-License-Identifier: Apache-2.0
sopflow explain SOP-204
sopflow explain 204 | head -1
sopflow explain SOP-999
