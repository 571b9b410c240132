# SPDX-License-Identifier: Apache-2.0
# The path on the flowchart, in each language.
for language in en fr zh; do
    sopflow check tests/tools/broken.sop.yaml --counterexample "$OUT/$language.dot" --language $language >/dev/null
    LC_ALL=C.UTF-8 grep -oE '(①|②|③|④|❹|⓪)[^<]*' "$OUT/$language.dot"
done
grep 'dashed penwidth=4' "$OUT/en.dot"
grep -c 'penwidth=3' "$OUT/en.dot"
sopflow check tests/tools/broken.sop.yaml --counterexample "$OUT/broken" >/dev/null
sopflow check tests/tools/broken.sop.yaml --counterexample "$OUT/broken.pdf" --language de >/dev/null
sopflow check tests/tools/because.sop.yaml --counterexample "$OUT/broken.pdf" >/dev/null
