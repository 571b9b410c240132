# SPDX-License-Identifier: Apache-2.0
sopflow check --format xml flows/library_card.sop.yaml
echo $?
sopflow check --colour flows/library_card.sop.yaml
echo $?
sopflow check
