# SPDX-License-Identifier: Apache-2.0
# What a newer version changes: in words, in another language; two that mean the same; what cannot be compared.
versions=tests/versions
sopflow diff $versions/appeal_1.sop.yaml $versions/appeal_2.sop.yaml
echo "--- $?"
sopflow diff $versions/appeal_1.sop.yaml $versions/appeal_2.sop.yaml --language zh
sopflow diff $versions/appeal_1.sop.yaml $versions/appeal_2.sop.yaml --format json | grep -v digest
sopflow diff $versions/appeal_1.sop.yaml $versions/appeal_1.sop.yaml
echo "--- $?"
sopflow diff $versions/appeal_1.sop.yaml
sopflow diff $versions/appeal_1.sop.yaml $versions/appeal_2.sop.yaml --format xml
sopflow diff $versions/appeal_1.sop.yaml $versions/nothing.sop.yaml
