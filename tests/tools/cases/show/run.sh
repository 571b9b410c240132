# SPDX-License-Identifier: Apache-2.0
sopflow show tests/tools/variant/north.sop.yaml
# Saved beside the variant it is the same procedure, and shown again it is the same text.
cp -r tests/tools/variant $OUT/variant
cd $OUT/variant
sopflow show north.sop.yaml >shown.sop.yaml
sopflow show shown.sop.yaml >again.sop.yaml
tail -n +2 shown.sop.yaml | diff - again.sop.yaml
