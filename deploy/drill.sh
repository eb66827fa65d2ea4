#!/bin/sh
# Disasters on a farm of its own, to see what the page on operations says: its machine is cut off in the middle of requests, its
# broker's data is lost whole, and its bucket is what a copy has. Every request that was accepted must be spoken. Then a rule of
# the store deletes a result: its id says so, and says it no more once the result is brought back.
# Wants: VOXFARM, the launcher (./voxfarm); DATA, a folder that is not there yet; curl 7.88. Takes some minutes. Exits 1 if a
# request is lost, or is not answered so.
set -eu
VOXFARM=${VOXFARM:-./voxfarm}
DATA=${DATA:?a folder that is not there yet}
PORT=${PORT:-19876}
REQUESTS=${REQUESTS:-12}
FARM=http://127.0.0.1:$PORT
[ ! -e "$DATA" ] || { echo "$DATA is there already: name another" >&2; exit 2; }
mkdir -p "$DATA"

log() { echo "$(date +%T) $*"; }
start() {
    $VOXFARM up --data "$DATA/farm" --http-port "$PORT" --kafka-port 0 --s3-port 0 >> "$DATA/log" 2>&1 &
    farm=$!
    until curl -sf -o /dev/null "$FARM/readyz"; do
        kill -0 $farm 2>/dev/null || { log "the farm ended; see $DATA/log"; exit 1; }
        sleep 2
    done
    log "the farm is ready"
}
put() { # ID LANE TEXT
    curl -sf -o /dev/null -X PUT "$FARM/v1/requests/$1" -H 'Content-Type: application/json' \
        -d "{\"model_id\": \"en_US-joe-medium\", \"lane\": \"$2\", \"text\": \"$3\"}"
}
ended() {
    n=0
    for i in $(seq 1 "$REQUESTS"); do
        [ ! -f "$DATA/farm/s3/voxfarm/results/drill-$i/result.json" ] || n=$((n + 1))
    done
    echo $n
}
trap 'kill $farm 2>/dev/null || true' EXIT

start
long=$(printf 'The machine stops while this is being spoken, and nobody may notice. %.0s' $(seq 1 40))
for i in $(seq 1 "$REQUESTS"); do
    put "drill-$i" bulk "$long"
done
until [ "$(ended)" -gt 0 ]; do sleep 1; done
before=$(ended)
cp -a "$DATA/farm/s3" "$DATA/copy"    # while it works: a copy is never of one moment
pkill -KILL -P $farm 2>/dev/null || true   # its engine
kill -KILL $farm
log "cut off: $REQUESTS accepted, $before ended; the copy has $(ls "$DATA/copy/voxfarm/requests" | grep -c drill-) requests"

rm -rf "$DATA/farm/kafka" "$DATA/farm/s3"
mv "$DATA/copy" "$DATA/farm/s3"
log "broker lost whole, bucket restored from the copy: $(ended) ended in it"
start
$VOXFARM rebuild --data "$DATA/farm" | tail -3
waited=0
while [ "$(ended)" -lt "$REQUESTS" ] && [ $waited -lt 900 ]; do
    sleep 2
    waited=$((waited + 2))
done
failed=$(grep -l '"failed"' "$DATA"/farm/s3/voxfarm/results/drill-*/result.json | wc -l)
log "requests $REQUESTS results $(ended) failed $failed"
[ "$(ended)" -eq "$REQUESTS" ]
[ "$failed" -eq 0 ]

value() { # NAME: of the farm's store
    sed -n "s/.*\"$1\" : \"\([^\"]*\)\".*/\1/p" "$DATA/farm/endpoints.json" | head -n 1
}
s3() { # METHOD KEY [CURL'S OPTIONS]
    method=$1
    key=$2
    shift 2
    curl -sf -o /dev/null -X "$method" --aws-sigv4 aws:amz:us-east-1:s3 --user "$(value access_key):$(value secret_key)" \
        -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
        "$@" "$(value endpoint)/voxfarm/$key"
}
answer() {
    curl -s -o /dev/null -w '%{http_code}' "$FARM/v1/requests/drill-1"
}
result=results/drill-1/result.json
cp "$DATA/farm/s3/voxfarm/$result" "$DATA/kept.json"
s3 DELETE "$result"
sleep 2
gone=$(answer)
s3 PUT "$result" -T "$DATA/kept.json" -H 'Content-Type: application/json'
sleep 2
back=$(answer)
log "result deleted by a rule: $gone (410 wanted); brought back: $back (200 wanted)"
[ "$gone" = 410 ]
[ "$back" = 200 ]
