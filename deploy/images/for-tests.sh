#!/bin/sh
# Prepares what "voxfarm test --containers" needs: an engine, the farm's images, those of brokers and stores. Prints options
# for Maven; where there can be no engine, says so on standard error and prints nothing: the tests are then skipped.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
kafka=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$home/pom.xml")
oldest=$(sed -n 's:.*<oldest-kafka.version>\(.*\)</oldest-kafka.version>.*:\1:p' "$home/it/oldest-broker/pom.xml")

say() {
    echo "voxfarm: $*" >&2
}

answers() {
    docker info >/dev/null 2>&1
}

start_engine() {
    command -v docker >/dev/null 2>&1 || { say "containers: there is no program docker (Debian: docker.io)"; return 1; }
    ! answers || return 0
    command -v dockerd >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || {
        say "containers: no engine answers, and none can be started (that needs dockerd and root)"
        return 1
    }
    say "starting a container engine, which goes on running (its log: $home/target/dockerd.log)"
    mkdir -p "$home/target"
    setsid dockerd >"$home/target/dockerd.log" 2>&1 </dev/null &
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        ! answers || return 0
        sleep 1
    done
    say "containers: dockerd does not answer: $(tail -n 3 "$home/target/dockerd.log" | tr '\n' ' ')"
    return 1
}

there() {
    docker image inspect "$1" >/dev/null 2>&1
}

start_engine || exit 0
local=""
there "apache/kafka:$kafka" || timeout 20 docker pull -q "apache/kafka:$kafka" >/dev/null 2>&1 || local=yes
if [ -z "$local" ]; then
    "$home/deploy/images/build.sh" dispatcher worker-cpu >&2
    printf '%s\n' "-Dvoxfarm.it.oldest-kafka=apache/kafka:$oldest"
    exit 0
fi
say "no registry of images can be reached: making them of packages"
wanted=""
for image in base jdk:25 "kafka:$kafka" "kafka:$oldest" versitygw moto; do
    there "voxfarm-local/$image" || wanted="$wanted ${image%:25}"
done
# shellcheck disable=SC2086 # a list of words
[ -z "$wanted" ] || "$home/deploy/images/local-base.sh" $wanted >&2
"$home/deploy/images/build.sh" --local --prefix voxfarm-local dispatcher worker-cpu >&2
printf '%s\n' -Dvoxfarm.it.images=voxfarm-local "-Dvoxfarm.it.kafka=voxfarm-local/kafka:$kafka" \
    "-Dvoxfarm.it.oldest-kafka=voxfarm-local/kafka:$oldest" -Dvoxfarm.it.versitygw=voxfarm-local/versitygw -Dvoxfarm.it.moto=voxfarm-local/moto
