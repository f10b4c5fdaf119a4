#!/bin/sh
# For cron: hand every new result to a command of yours, once. Needs curl and jq.
#
#   */10 * * * *  YUSUAN_URL=… YUSUAN_API_KEY=… sh fetch-changes.sh /var/lib/budget ./import.sh
#
# The command gets the change as JSON on its standard input. The cursor is written down after it, in one rename: a run that
# is killed anywhere goes on with the change that was not finished. So a change may come twice after a crash, none is missed;
# `document_id` and `revision` tell a repetition.
set -eu
folder=$1 command=$2
mkdir -p "$folder"
exec 9>"$folder/lock"
flock -n 9 || exit 0 # the run before is still at it
call() { curl -sS --fail-with-body --retry 5 -H "Authorization: Bearer $YUSUAN_API_KEY" "$@"; }

while :; do
    after=$(cat "$folder/cursor" 2>/dev/null || true)
    call -o "$folder/page" -G "$YUSUAN_URL/v1/changes" -d limit=100 ${after:+--data-urlencode "after=$after"}
    count=$(jq '.items | length' "$folder/page")
    [ "$count" -gt 0 ] || exit 0
    n=0
    while [ "$n" -lt "$count" ]; do
        jq -c ".items[$n]" "$folder/page" | "$command"
        jq -r ".items[$n].cursor" "$folder/page" >"$folder/cursor.new"
        mv "$folder/cursor.new" "$folder/cursor"
        n=$((n + 1))
    done
done
