# SPDX-License-Identifier: Apache-2.0
cp flows/library_card.sop.yaml flows/library_card.fr.texts.yaml $OUT
sopflow texts $OUT/library_card.sop.yaml --language fr | cmp - flows/library_card.fr.texts.yaml && echo as it was
sed -i 's/title: Clerk$/title: Clerk at the desk/' $OUT/library_card.sop.yaml
sopflow texts $OUT/library_card.sop.yaml -l fr -o $OUT/library_card.fr.texts.yaml && diff flows/library_card.fr.texts.yaml $OUT/library_card.fr.texts.yaml
sopflow check $OUT/library_card.fr.texts.yaml
rm $OUT/library_card.fr.texts.yaml
sopflow texts $OUT/library_card.sop.yaml -l fr -o $OUT/library_card.fr.texts.yaml && sed -n 1,20p $OUT/library_card.fr.texts.yaml
sopflow check $OUT/library_card.fr.texts.yaml
sopflow act --options --language fr flows/library_card.sop.yaml <examples/pipe.jsonl | grep -o 'Demander une carte' | head -1
sopflow texts flows/library_card.sop.yaml
sopflow texts flows/library_card.sop.yaml --language en
sopflow texts tests/tools/wrong.sop.yaml --language fr
sopflow check $OUT/none.fr.texts.yaml
