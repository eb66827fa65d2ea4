#!/bin/sh
# Makes images to build and test with where no registry of images can be reached; see --help.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
epoch=${SOURCE_DATE_EPOCH:-1767225600}
work=""
kafka=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' "$home/pom.xml")
log4j=$(sed -n 's:.*<log4j.version>\(.*\)</log4j.version>.*:\1:p' "$home/pom.xml")
versitygw=v1.8.0
moto=5.2.5

usage() {
    cat <<HELP
Usage: deploy/images/local-base.sh [IMAGE]...

Makes images of Debian packages and of what the registries of Maven and Go carry, for machines that reach no registry
of images. Without an argument: base jdk kafka versitygw.

  base       voxfarm-local/base: libc, libstdc++, libudev, busybox; "build.sh --local" builds on it (apt-get, dpkg-deb)
  jdk        voxfarm-local/jdk:25: base with the JDK of JAVA_HOME
  kafka      voxfarm-local/kafka:$kafka: a broker that takes the settings of the official image (mvn)
  kafka:V    Likewise of release V, such as kafka:4.2.0
  versitygw  voxfarm-local/versitygw: an S3 server that is not the farm's own (go)
  moto       voxfarm-local/moto: another, for tests alone (apt-get, pip)

Each is made anew where it is asked for. "voxfarm test --containers" takes them by
  -Dvoxfarm.it.kafka=voxfarm-local/kafka:$kafka -Dvoxfarm.it.s3=versitygw=voxfarm-local/versitygw …
HELP
}

# import ROOT NAME CHANGE...: the folder as an image of one layer
import() {
    root=$1
    name=$2
    shift 2
    tar -C "$root" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -c . |
        docker import "$@" - "$name" >/dev/null
    docker image inspect -f '{{index .RepoTags 0}} {{.Size}} bytes' "$name"
}

packages() { # root, package…: unpacked, without their scripts
    root=$1
    shift
    mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$work/deb"
    for link in bin sbin lib lib64; do
        [ -e "$root/$link" ] || ln -s "usr/$link" "$root/$link"
    done
    (cd "$work/deb" && rm -f ./*.deb && apt-get -q download "$@" >/dev/null)
    for package in "$work"/deb/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink --exclude='./usr/share/doc' \
            --exclude='./usr/share/man' --exclude='./usr/share/locale' -C "$root"
    done
}

base() {
    root=$work/base
    packages "$root" base-files libc6 libgcc-s1 libstdc++6 libudev1 busybox-static
    for applet in $("$root/bin/busybox" --list); do
        [ -e "$root/usr/bin/$applet" ] || ln -s busybox "$root/usr/bin/$applet"
    done
    mkdir -p "$root/etc" "$root/tmp" "$root/proc" "$root/sys" "$root/dev" "$root/var/lib"
    chmod 1777 "$root/tmp"
    printf 'root:x:0:0:root:/:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\n' >"$root/etc/group"
    printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
    import "$root" voxfarm-local/base -c 'ENV PATH=/usr/bin:/usr/sbin' -c 'CMD ["/bin/sh"]'
}

need_base() {
    docker image inspect voxfarm-local/base >/dev/null 2>&1 || base
}

# The folder as layers upon the base; $work/NAME holds it and a Dockerfile.
upon_base() { # name, tag
    find "$work/$1" -exec touch -h -d "@$epoch" {} +
    docker build -q -t "$2" "$work/$1" >/dev/null
    docker image inspect -f '{{index .RepoTags 0}} {{.Size}} bytes' "$2"
}

jdk() {
    need_base
    : "${JAVA_HOME:?local-base.sh: set JAVA_HOME to a JDK 25}"
    mkdir -p "$work/jdk/opt"
    cp -rL "$JAVA_HOME" "$work/jdk/opt/jdk"
    rm -f "$work/jdk/opt/jdk/lib/src.zip"
    cat >"$work/jdk/Dockerfile" <<'D'
FROM voxfarm-local/base
COPY opt /opt
ENV JAVA_HOME=/opt/jdk PATH=/opt/jdk/bin:/usr/bin:/usr/sbin
D
    upon_base jdk voxfarm-local/jdk:25
}

kafka() {
    docker image inspect voxfarm-local/jdk:25 >/dev/null 2>&1 || jdk
    mkdir -p "$work/kafka/root/opt/kafka" "$work/kafka/root/etc/kafka/docker" "$work/kafka/root/var/lib/kafka"
    # elsewhere: what lies in the target folder there is the oldest release
    mkdir -p "$work/artefacts"
    cp "$home/it/oldest-broker/pom.xml" "$work/artefacts"
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" mvn -B -ntp -q \
        -f "$work/artefacts/pom.xml" "-Doldest-kafka.version=$1" generate-resources
    mv "$work/artefacts/target/kafka-$1" "$work/kafka/root/opt/kafka/libs"
    # a logger: what waits for a broker waits for a line of it
    for artefact in log4j-api log4j-core log4j-slf4j-impl; do
        mvn -B -ntp -q -f "$work/artefacts/pom.xml" dependency:copy "-Dartifact=org.apache.logging.log4j:$artefact:$log4j" \
            -Dmdep.overWriteReleases=true -DoutputDirectory="$work/kafka/root/opt/kafka/libs"
    done
    cat >"$work/kafka/root/etc/kafka/log4j2.properties" <<'L'
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
L
    cat >"$work/kafka/root/etc/kafka/docker/run" <<'R'
#!/bin/sh
# As the official image: KAFKA_A_B=c in the environment is a.b=c of the broker; the folder is formatted once.
set -eu
properties=/tmp/server.properties
env | sed -n 's/^KAFKA_\([A-Z0-9_]*\)=/\1=/p' | while IFS= read -r line; do
    printf '%s=%s\n' "$(printf '%s' "${line%%=*}" | tr 'A-Z_' 'a-z.')" "${line#*=}"
done >"$properties"
grep -q '^log.dirs=' "$properties" || echo 'log.dirs=/var/lib/kafka/data' >>"$properties"
java="/opt/java/bin/java -Dlog4j2.configurationFile=/etc/kafka/log4j2.properties -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
$java -Xmx128m -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format --cluster-id "${CLUSTER_ID:-4L6g3nShT-eMCtK--X86sw}" \
    --config "$properties" --ignore-formatted
exec $java ${KAFKA_HEAP_OPTS:--Xmx512m} -cp '/opt/kafka/libs/*' kafka.Kafka "$properties"
R
    chmod 755 "$work/kafka/root/etc/kafka/docker/run"
    cat >"$work/kafka/Dockerfile" <<'D'
FROM voxfarm-local/jdk:25 AS java
RUN jlink --output /opt/java --compress zip-6 --no-header-files --no-man-pages --add-modules \
    java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.management,jdk.net,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs
FROM voxfarm-local/base
COPY --from=java /opt/java /opt/java
COPY root/ /
RUN chmod 777 /var/lib/kafka
USER 1000:1000
EXPOSE 9092
CMD ["/etc/kafka/docker/run"]
D
    upon_base kafka "voxfarm-local/kafka:$1"
    rm -rf "$work/kafka"
}

go_program() { # module path, version, name
    mkdir -p "$work/$3/root/usr/bin" "$work/$3/root/data"
    CGO_ENABLED=0 GOBIN="$work/$3/root/usr/bin" GOFLAGS=-trimpath go install -ldflags='-s -w' "$1@$2"
}

versitygw() {
    need_base
    go_program github.com/versity/versitygw/cmd/versitygw "$versitygw" versitygw
    cat >"$work/versitygw/Dockerfile" <<'D'
FROM voxfarm-local/base
COPY root/ /
EXPOSE 7070
ENTRYPOINT ["/usr/bin/versitygw"]
D
    upon_base versitygw voxfarm-local/versitygw
}

moto() {
    need_base
    root=$work/moto/root
    # the release of Debian's own, whichever one comes first on the path
    python=$(apt-cache depends python3-minimal | sed -n 's/.*Depends: python\(3[.0-9]*\)-minimal$/\1/p')
    packages "$root" "python$python-minimal" "libpython$python-minimal" "libpython$python-stdlib" libexpat1 zlib1g \
        libssl3 libffi8 libsqlite3-0 libbz2-1.0 liblzma5 libuuid1 libcrypt1 media-types libdb5.3 libncursesw6 libtinfo6 \
        libreadline8 libnsl2 libtirpc3
    ln -sf "python$python" "$root/usr/bin/python3"
    python3 -m pip install -q --no-compile --python-version "$python" --only-binary=:all: --target "$root/opt/moto" \
        "moto[server,s3]==$moto"
    cat >"$work/moto/Dockerfile" <<'D'
FROM voxfarm-local/base
COPY root/ /
ENV PYTHONPATH=/opt/moto PYTHONDONTWRITEBYTECODE=1
EXPOSE 5000
ENTRYPOINT ["/usr/bin/python3", "-m", "moto.server", "-H", "0.0.0.0", "-p", "5000"]
D
    upon_base moto voxfarm-local/moto
}

case ${1:-} in -h | --help) usage; exit 0 ;; esac
[ $# -gt 0 ] || set -- base jdk kafka versitygw
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for image in "$@"; do
    echo "local-base.sh: $image" >&2
    case $image in
        base | jdk | versitygw | moto) "$image" ;;
        kafka) kafka "$kafka" ;;
        kafka:[0-9]*) kafka "${image#kafka:}" ;;
        *) echo "local-base.sh: expected an image, was $image; see --help" >&2; exit 2 ;;
    esac
done
