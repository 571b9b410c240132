# SPDX-License-Identifier: Apache-2.0
# One expression: values, what decided a result that is false or unknown, cells, what is wrong, facts that cannot be read.
feel()
{
    echo "$ $1"
    sopflow feel "$@" --now 2026-03-02T20:00:00Z
    echo "--- $?"
}
facts=tests/tools/facts.json
feel '1 + 2 * 3'
feel 'Monthly Salary * 2' --with $facts
feel 'person' --with $facts
feel 'person' --with $facts --format json
feel 'today()' --timezone Asia/Shanghai
feel 'age >= 18 or consent' --with $facts
feel 'age >= 18 or consent' --with $facts --format json
feel 'date(expires) >= today() + duration("P6M")' --with $facts
feel 'person.born > date("2000-01-01") and consent' --with $facts
feel '[18..65)' --unary-tests 'age' --with $facts
sopflow feel -- '-1'
feel 'age == 18' --with $facts
feel 'agee >= 18' --with $facts --format json
feel 'age = "x"' --with $facts --unknown
feel '[18..65)' --unary-tests '17 +'
echo '{"age": [1, 2}' >$OUT/broken.json
feel 'age' --with $OUT/broken.json
feel 'age' --with $OUT/none.json
sopflow feel '1' --now tomorrow
feel '1' --timezone Mars/Olympus
feel '1' --format xml
sopflow feel
