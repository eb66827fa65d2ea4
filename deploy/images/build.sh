#!/bin/sh
# Builds the images of a farm from this tree; see --help.
set -eu

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
images="dispatcher worker-cpu all-in-one"
prefix=voxfarm
tag=""
jdk_image=""
base_image=""
cuda_image=""
build=yes
stage="$home/target/images"

usage() {
    cat <<'HELP'
Usage: deploy/images/build.sh [OPTION]... [IMAGE]...

Builds images of this tree with Maven and Docker: dispatcher, worker-cpu, all-in-one (the three without an argument)
and worker-gpu, which fetches ONNX Runtime for CUDA (740 MB).

  --prefix NAME       Name before the image's own: NAME/dispatcher (default: voxfarm)
  --tag TAG           Default: the version of the farm
  --jdk-image IMAGE   Where Java is taken from (default: eclipse-temurin:25-jdk)
  --base-image IMAGE  What the images stand on: glibc, libstdc++, libudev, /bin/sh (default: debian:13-slim)
  --cuda-image IMAGE  Likewise of worker-gpu, with CUDA 12 and cuDNN 9
  --local             Both bases as local-base.sh makes them, for machines without a registry
  --no-build          Takes the jars and the list of libraries that lie in target folders
  -h, --help          This

The same sources and bases give the same layers: every file bears the time that the build has (SOURCE_DATE_EPOCH, by
default that of pom.xml). What is in an image: /opt/voxfarm/bom.json, CycloneDX.
HELP
}

value() { # option, value…
    [ $# -ge 2 ] || { echo "build.sh: $1: expected a value; see --help" >&2; exit 2; }
    printf '%s\n' "$2"
}

chosen=""
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=$(value "$@"); shift ;;
        --tag) tag=$(value "$@"); shift ;;
        --jdk-image) jdk_image=$(value "$@"); shift ;;
        --base-image) base_image=$(value "$@"); shift ;;
        --cuda-image) cuda_image=$(value "$@"); shift ;;
        --local) jdk_image=voxfarm-local/jdk:25; base_image=voxfarm-local/base ;;
        --no-build) build="" ;;
        -h | --help) usage; exit 0 ;;
        dispatcher | worker-cpu | all-in-one | worker-gpu) chosen="$chosen $1" ;;
        *) echo "build.sh: expected an option or an image, was $1; see --help" >&2; exit 2 ;;
    esac
    shift
done
[ -z "$chosen" ] || images=$chosen
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$home/pom.xml" | head -n 1)
[ -n "$tag" ] || tag=$version
runtime=$(sed -n 's:.*<ort.version>\(.*\)</ort.version>.*:\1:p' "$home/pom.xml")
built_at=$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</project.build.outputTimestamp>.*:\1:p' "$home/pom.xml")
epoch=${SOURCE_DATE_EPOCH:-$(date -u -d "$built_at" +%s)}
commit=$(git -C "$home" rev-parse HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$home" status --porcelain 2>/dev/null)" ] || commit="$commit-changed"

if [ -n "$build" ]; then
    of=""
    [ "$commit" = unknown ] || of="+$(echo "$commit" | cut -c1-12)$(echo "$commit" | sed -n 's/.*-changed$/.changed/p')"
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" mvn -B -ntp -q -f "$home/pom.xml" -Pbom "-Dvoxfarm.commit=$of" \
        -Dmaven.test.skip=true -Dspotless.check.skip=true -pl embedded -am package
fi
for part in app/target/lib embedded/target/lib app/target/voxfarm-bom.json embedded/target/voxfarm-bom.json; do
    [ -e "$home/$part" ] || { echo "build.sh: expected $part, found none: build without --no-build" >&2; exit 1; }
done

# unpack JAR FOLDER: the files of a folder of the jar, beside each other
unpack() {
    into=$3
    scratch=$(mktemp -d "$stage/unpack.XXXXXX")
    (cd "$scratch" && jar --extract --file "$1" "$2")
    mkdir -p "$into"
    mv "$scratch/$2"/* "$into"
    rm -rf "$scratch"
}

# without_natives JAR INTO: its classes alone; the image holds its libraries as files
without_natives() {
    scratch=$(mktemp -d "$stage/unpack.XXXXXX")
    (cd "$scratch" && jar --extract --file "$1" && rm -rf ai/onnxruntime/native &&
        jar --create --file "$2" --manifest META-INF/MANIFEST.MF --date "$built_at" ./*)
    rm -rf "$scratch"
}

# libraries INTO RUNTIME-JAR: what stands in every image, of others
libraries() {
    mkdir -p "$1/opt/voxfarm/lib"
    cp "$home"/app/target/lib/*.jar "$1/opt/voxfarm/lib"
    rm -f "$1"/opt/voxfarm/lib/voxfarm-*.jar "$1"/opt/voxfarm/lib/onnxruntime*.jar
    without_natives "$2" "$1/opt/voxfarm/lib/${2##*/}"
    unpack "$2" ai/onnxruntime/native/linux-x64 "$1/opt/voxfarm/natives"
}

rm -rf "$stage"
mkdir -p "$stage"
PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH"
export PATH
command -v jar >/dev/null || { echo "build.sh: expected a JDK 25: set JAVA_HOME to it" >&2; exit 1; }
libraries "$stage/lib" "$home/app/target/lib/onnxruntime-$runtime.jar"
mkdir -p "$stage/farm/opt/voxfarm/own" "$stage/farm/etc/voxfarm" \
    "$stage/embedded/opt/voxfarm/lib" "$stage/embedded/opt/voxfarm/own" "$stage/embedded/etc/voxfarm" \
    "$stage/voices/opt/voxfarm/models"
cp "$home/app/target/voxfarm-app-$version.jar" "$home"/app/target/lib/voxfarm-*.jar "$stage/farm/opt/voxfarm/own"
cp "$home/deploy/images/jvm.options" "$home/deploy/images/health.options" "$home/LICENSE" "$home/NOTICE" \
    "$stage/farm/opt/voxfarm"
cp "$home/app/target/voxfarm-bom.json" "$stage/farm/opt/voxfarm/bom.json"
cp "$home/deploy/images/config.yml" "$stage/farm/etc/voxfarm"
cp "$home"/embedded/target/lib/*.jar "$stage/embedded/opt/voxfarm/lib"
cp "$home/embedded/target/voxfarm-embedded-$version.jar" "$stage/embedded/opt/voxfarm/own"
cp "$home/embedded/target/voxfarm-bom.json" "$stage/embedded/opt/voxfarm/bom-embedded.json"
cp -r "$home/models/voices" "$stage/voices/opt/voxfarm/models"

case " $images " in
    *" worker-gpu "*)
        mvn -B -ntp -q -f "$home/pom.xml" dependency:copy -N -DoutputDirectory="$stage/gpu" \
            "-Dartifact=com.microsoft.onnxruntime:onnxruntime_gpu:$runtime"
        libraries "$stage/lib-gpu" "$stage/gpu/onnxruntime_gpu-$runtime.jar"
        mkdir -p "$stage/bom-gpu/opt/voxfarm"
        # the same list with that runtime in the place of the other
        awk -v sum="$(sha256sum "$stage/gpu/onnxruntime_gpu-$runtime.jar" | cut -d ' ' -f 1)" '
            /"name" : "onnxruntime"/ { within = 1; sub(/"onnxruntime"/, "\"onnxruntime_gpu\"") }
            within && /"hashes" : \[/ {
                print
                print "        { \"alg\" : \"SHA-256\", \"content\" : \"" sum "\" }"
                hashes = 1
                next
            }
            hashes && !/^ *\]/ { next }
            hashes { hashes = 0; within = 0 }
            { gsub(/onnxruntime\/onnxruntime@/, "onnxruntime/onnxruntime_gpu@"); print }
        ' "$home/app/target/voxfarm-bom.json" >"$stage/bom-gpu/opt/voxfarm/bom.json"
        rm -rf "$stage/gpu"
        ;;
    *) mkdir -p "$stage/lib-gpu" "$stage/bom-gpu" ;;
esac
cp "$home/deploy/images/Dockerfile" "$stage"

# one time and one set of rights
find "$stage" -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
find "$stage" -exec touch -h -d "@$epoch" {} +

for image in $images; do
    echo "build.sh: $prefix/$image:$tag" >&2
    docker build -q --target "$image" -t "$prefix/$image:$tag" \
        --build-arg "SOURCE_DATE_EPOCH=$epoch" \
        ${jdk_image:+--build-arg "JDK_IMAGE=$jdk_image"} \
        ${base_image:+--build-arg "BASE_IMAGE=$base_image"} \
        ${cuda_image:+--build-arg "CUDA_IMAGE=$cuda_image"} \
        --label "org.opencontainers.image.title=voxfarm $image" \
        --label "org.opencontainers.image.description=A self-hosted text-to-speech farm: $image" \
        --label "org.opencontainers.image.version=$version" \
        --label "org.opencontainers.image.revision=$commit" \
        --label "org.opencontainers.image.licenses=Apache-2.0" \
        --label "org.opencontainers.image.created=$built_at" \
        "$stage" >/dev/null
    docker image inspect -f "{{index .RepoTags 0}} {{.Size}} bytes, {{len .RootFS.Layers}} layers" "$prefix/$image:$tag"
done
