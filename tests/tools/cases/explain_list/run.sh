# SPDX-License-Identifier: Apache-2.0
sopflow explain | head -3
sopflow explain | grep -c "^SOP-[0-9]*: "| sed "s/[0-9]*/many/"
