# SPDX-License-Identifier: Apache-2.0
for suffix in pdf svg png dot; do
    sopflow draw flows/library_card.sop.yaml -o $OUT/card.$suffix && head -c 4 $OUT/card.$suffix | tr -dc "[:print:]" && echo
done
