# SPDX-License-Identifier: Apache-2.0
sopflow draw flows/library_card.sop.yaml
echo $?
sopflow draw flows/library_card.sop.yaml -o $OUT/card.gif
echo $?
sopflow draw flows/library_card.sop.yaml -o $OUT/card.pdf --view phase=proccessing
echo $?
sopflow draw flows/library_card.sop.yaml -o $OUT/card.pdf --paper a0
echo $?
sopflow draw flows/library_card.sop.yaml -o $OUT/card.pdf --language de
