# Builds with Maven, one build at a time, into .kith-build. Sourced by ./kith and ./dev, which set
# `here` to the repository. POSIX sh.

work=${here:?}/.kith-build
lock=$work/lock

fail() {
    echo "$*" >&2
    exit 1
}

# stale STAMP PATH...: whether a path, or anything below one, is newer than the stamp. A file that
# was deleted shows in the time of its folder.
stale() {
    stamp=$1
    shift
    [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" 2>/dev/null | head -n 1)" ]
}

# The lock is a folder, which only one process can make, with the number of that process in it.
take_lock() {
    mkdir -p "$work"
    waited=0
    until mkdir "$lock" 2>/dev/null; do
        owner=$(cat "$lock/pid" 2>/dev/null) || owner=
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null && break_lock "$owner"; then
            continue
        fi
        if [ "$waited" -eq 2 ]; then
            echo "waiting for another build here (process ${owner:-unknown}; if there is none," \
                "delete $lock*) …" >&2
        fi
        waited=$((waited + 1))
        sleep 1
    done
    echo $$ >"$lock/pid"
    trap drop_lock EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Removes the lock of a process that is gone. Two may see that at once: the second must not remove
# the lock that the first has taken since, so this is done by one at a time and looks again.
break_lock() {
    mkdir "$lock.broken" 2>/dev/null || return 1
    if [ "$(cat "$lock/pid" 2>/dev/null)" = "$1" ]; then
        rm -rf "$lock"
    fi
    rmdir "$lock.broken"
}

drop_lock() {
    rm -rf "$lock"
    trap - EXIT INT TERM
}

# maven ARGUMENTS...: runs Maven here, on the JDK that find_jdk found.
maven() {
    (cd "$here" && mvn -B -ntp -Dstyle.color=never "$@")
}

need_maven() {
    if ! command -v mvn >/dev/null; then
        fail "Kith is built with Maven 3.8 or newer, and there is no mvn on the PATH. Install it:
  Debian, Ubuntu   apt install maven
  Fedora           dnf install maven
  macOS            brew install maven
  SDKMAN           sdk install maven
  any system       https://maven.apache.org/install.html"
    fi
}

# quietly LOG ARGUMENTS...: runs Maven with its output in a file, and shows the end of it when the
# build fails.
quietly() {
    log=$1
    shift
    if ! maven -q "$@" >"$log" 2>&1; then
        # Without what the JVM says about Maven, and Maven about itself.
        grep -v -e 'WARNING: .*Unsafe' -e '^WARNING: Please' -e '^.ERROR. *$' -e '\[Help 1\]' \
            -e '^.ERROR. To see' -e '^.ERROR. Re-run' -e '^.ERROR. For more' -e ' mvn <args>' \
            -e 'you can resume' "$log" | tail -n 30 >&2 || true
        fail "The build failed. The lines above are the end of $log"
    fi
}

# Compiles the core for the browser, into browser/target/product/js/core.js, unless that is there and
# newer than its sources. Under the lock.
build_core_js() {
    core_js=$here/browser/target/product/js/core.js
    if [ -e "$core_js" ] && ! stale "$work/core-js" "$here/pom.xml" "$here/core/pom.xml" \
        "$here/browser/pom.xml" "$here/core/src/main" "$here/browser/src/main"; then
        return
    fi
    : >"$work/core-js.next" # as old as the start, as `current` is
    echo "compiling the core for the browser …" >&2
    quietly "$work/core-js.log" process-classes -Pproduct -pl browser -am -Dspotless.check.skip=true
    mv "$work/core-js.next" "$work/core-js"
}

# web_is_current STAMP: whether the pages are built, and nothing that they are made of is newer than that.
web_is_current() {
    (
        cd "$here/web"
        ! stale "$1" package.json package-lock.json index.html demo.html svelte.config.js \
            tsconfig.json vite.config.ts src test peer/package.json peer/build.mjs peer/shorter.mjs peer/src \
            "$here/core/src/main" "$here/browser/src/main"
    ) && [ -e "$here/web/dist/index.html" ]
}

# Whether there is a Node.js that the console can be built with.
can_build_web() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        node -e 'let [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)'
}

# install_npm FOLDER: what the lock file of that folder names, unless it is there.
install_npm() {
    if stale "$1/node_modules/.package-lock.json" "$1/package-lock.json"; then
        mkdir -p "$work"
        npm_log=$work/npm-${1##*/}.log
        if ! (cd "$1" && npm ci --no-audit --no-fund) >"$npm_log" 2>&1; then
            tail -n 20 "$npm_log" >&2
            fail "npm ci failed in $1. The lines above are the end of $npm_log"
        fi
        touch "$1/node_modules/.package-lock.json"
    fi
}

# Builds the console and the package for pages into web/dist and web/peer/dist, where Maven and npm take
# them from, unless they are there and newer than their sources. Under the lock. The core is compiled
# beside what needs it last: each keeps one processor busy.
build_web() {
    if web_is_current "$work/web"; then
        return
    fi
    : >"$work/web.next" # as old as the start, as `current` is
    : >"$work/web.log"
    build_core_js &
    core=$!
    echo "building the console …" >&2
    built=
    (install_npm "$here/web") && web check && built=checked
    wait "$core" || exit 1 # which has said why
    if [ -z "$built" ] || ! web build; then
        tail -n 30 "$work/web.log" >&2
        fail "The console could not be built. The lines above are the end of $work/web.log"
    fi
    mv "$work/web.next" "$work/web"
}

web() {
    (cd "$here/web" && npm run "$1") >>"$work/web.log" 2>&1
}

# Builds the product unless it is there and newer than its sources. `current` names the folder with
# its jars and is as old as the start of the build that made it, so that what is edited during a
# build counts as newer. A folder is never written to again: a peer that runs from it goes on.
build_product() {
    if product_is_current; then
        return
    fi
    take_lock
    if ! product_is_current; then # the one who had the lock may have built it
        need_maven
        echo "building Kith (the first time takes a minute or two) …" >&2
        without=
        if ! can_build_web; then
            without="to build it, install Node.js 20.19 or newer, with npm"
        elif ! (build_web); then # which has said why
            without="./dev build tries again"
        fi
        if [ -n "$without" ]; then
            echo "Without the console: $without. All else is there." >&2
        fi
        name=app-$(date +%s)
        echo "$name" >"$work/next"
        rm -rf "$here/node/target/product"
        quietly "$work/build.log" package -Pproduct -pl node -am \
            -Dmaven.test.skip=true -Dspotless.check.skip=true
        keep_product "$name"
        rm -f "$work/without-console"
        if [ -n "$without" ]; then
            command -v node >"$work/without-console" || true
        fi
    fi
    drop_lock
}

# Whether the console in the product is that of the sources; or there is none, and the Node.js that
# could have built it is still the same.
console_is_current() {
    if [ ! -e "$work/without-console" ]; then
        web_is_current "$work/current"
    else
        [ ! -e "$here/web/dist/index.html" ] && [ "$(command -v node)" = "$(cat "$work/without-console")" ]
    fi
}

product_is_current() {
    (
        cd "$here"
        ! stale "$work/current" pom.xml core/pom.xml node/pom.xml browser/pom.xml core/src/main node/src/main \
            browser/src/main
    ) && [ -d "$(product)" ] && console_is_current
}

product() {
    read -r current <"$work/current"
    echo "$work/$current"
}

# A command runs for a moment: no parallel collector, no slow compiler, and none at all for what
# runs a few hundred times.
command_flags="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5"

# A peer runs for months: the JVM chooses its collector, objects have small headers, and without
# memory it stops rather than go on half alive (what is durable is on disk).
peer_flags="-XX:+IgnoreUnrecognizedVMOptions -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError"

# Sets class_path to the jars of a folder, each by name, as a cache wants it. Ours come first: what
# is there is found without opening the others.
find_class_path() {
    class_path=
    for jar in "$1"/kith-*.jar "$1"/*.jar; do
        case ":$class_path:" in
            *":$jar:"*) continue ;;
        esac
        if [ -e "$jar" ]; then
            class_path=${class_path:+$class_path:}$jar
        fi
    done
}

# Makes the caches of the JVM for a product: loaded and linked classes, for commands and for `up`,
# by running both once. Without them everything works, and a command takes twice as long.
train() {
    rm -rf "$work/rehearsal"
    find_class_path "$1"
    # shellcheck disable=SC2086 # several options, separated by spaces
    "$JAVA_HOME/bin/java" $command_flags -XX:AOTCacheOutput="$1/commands.aot" -cp "$class_path" \
        kith.node.cli.Rehearsal "$work/rehearsal" $peer_flags -XX:AOTCacheOutput="$1/peer.aot" \
        >"$work/train.log" 2>&1 || rm -f "$1"/*.aot
    rm -rf "$work/rehearsal" "$1"/*.aot.config
}

# Keeps the product before, too: a peer may be running from it and load one more class.
keep_product() {
    before=
    if [ -e "$work/current" ]; then
        read -r before <"$work/current"
    fi
    rm -rf "${work:?}/$1"
    mkdir "$work/$1"
    built=$here/node/target/product
    cp "$built"/kith-node-*.jar "$built"/lib/*.jar "$work/$1/"
    train "$work/$1"
    mv "$work/next" "$work/current"
    for old in "$work"/app-*; do
        case ${old##*/} in
            "$1" | "$before") ;;
            *) rm -rf "$old" ;;
        esac
    done
}
