#!/bin/sh
# Documents cannot drift from the sources: programs and outputs in README.md are those that are
# built, versions agree, links lead to files. Run from the repository root.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
    echo "documents: $1" >&2
    failed=1
}

# block FILE WORD: the text between the lines "<!-- WORD -->" and the next "<!--", without fences
block() {
    awk -v begin="<!-- $2 -->" '$0 == begin {on = 1; next} /^<!--/ {on = 0} on && !/^```/' "$1"
}

block README.md "experiments/e0_two_agents.c" > "$work/program"
cmp -s "$work/program" experiments/e0_two_agents.c || fail "README's program is not experiments/e0_two_agents.c"
block README.md "output of e0_two_agents" > "$work/output"
build/e0_two_agents | cmp -s - "$work/output" || fail "README's output is not that of e0_two_agents"

block README.md "from docs/RESULTS.md" | grep -v '^$' | grep -vxF -f docs/RESULTS.md > "$work/table"
[ ! -s "$work/table" ] || fail "README has lines that are not in docs/RESULTS.md: $(cat "$work/table")"

version=$(sed -n 's/.*PCASGD_VERSION_STRING "\(.*\)"/\1/p' include/pcasgd.h)
number=$(sed -n 's/#define PCASGD_VERSION \([0-9]*\).*/\1/p' include/pcasgd.h)
part() {
    sed -n "s/#define PCASGD_VERSION_$1 //p" include/pcasgd.h
}
[ "$version" = "$(part MAJOR).$(part MINOR).$(part PATCH)" ] || fail "the header's version parts disagree"
[ "$number" -eq $((10000 * $(part MAJOR) + 100 * $(part MINOR) + $(part PATCH))) ] ||
    fail "PCASGD_VERSION disagrees"
head -n 4 include/pcasgd.h | grep -q "version $version" || fail "the header's title has another version"
grep -q "^version: $version$" CITATION.cff || fail "CITATION.cff has another version"
grep -q "^## $version" CHANGELOG.md || fail "CHANGELOG.md does not know version $version"

sed -n '/^ \* MIT License/,/^ \*\//p' include/pcasgd.h | sed '$d' | sed 's/^ \* \{0,1\}//' > "$work/license"
cmp -s "$work/license" LICENSE || fail "LICENSE differs from the text in the header"

for page in README.md docs/*.md; do
    grep -o '](\([^)#]*\)' "$page" | sed 's/^](//' | grep -v '^https\{0,1\}:' | while read -r link; do
        [ -e "$(dirname "$page")/$link" ] || echo "documents: $page links to $link, which is not there"
    done
done > "$work/links"
[ ! -s "$work/links" ] || fail "$(cat "$work/links")"

exit $failed
