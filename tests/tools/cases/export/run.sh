# SPDX-License-Identifier: Apache-2.0
sopflow export flows/library_card.sop.yaml --to scxml -o $OUT/card.scxml && grep -c '<transition' $OUT/card.scxml
sopflow export flows/library_card.sop.yaml --to scxml --language fr | grep 'id="desk"'
sopflow export tests/exchange/cases/everything/input.sop.yaml --to scxml -o $OUT/everything.scxml
sopflow export flows/library_card.sop.yaml
echo $?
sopflow export flows/library_card.sop.yaml --to bpnm
echo $?
