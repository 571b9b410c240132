# SPDX-License-Identifier: Apache-2.0
sopflow test flows/library_card.sop.yaml
