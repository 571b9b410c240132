# SPDX-License-Identifier: Apache-2.0
sopflow check no_such_file.sop.yaml flows/library_card.sop.yaml
