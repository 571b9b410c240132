# SPDX-License-Identifier: Apache-2.0
sopflow new $OUT/visa_extension --title "Extension of a \"short\" visa"
sopflow check $OUT/visa_extension.sop.yaml $OUT/visa_extension.scenarios.yaml
sopflow test $OUT/visa_extension.sop.yaml
sed -n 2,4p $OUT/visa_extension.sop.yaml
sopflow new $OUT/visa_extension.sop.yaml
echo $?
sopflow new $OUT/Visa
