# SPDX-License-Identifier: Apache-2.0
sopflow check flows/library_card.sop.yaml flows/library_card.scenarios.yaml
