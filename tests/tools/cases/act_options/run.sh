# SPDX-License-Identifier: Apache-2.0
head -1 examples/pipe.jsonl | sopflow act --options --language fr flows/library_card.sop.yaml
