# Finds the JDK for ./kith and ./dev, which source this file. POSIX sh.
#
# find_jdk exports JAVA_HOME with the first JDK that is new enough, so that Maven and everything
# after it use that one, whatever they would have taken otherwise. When there is none it says where
# it looked and what to install, and fails.

jdk_oldest=25

find_jdk() {
    jdk_rejected=
    if take_jdk "${JAVA_HOME:-}" || take_jdk "$(home_of_java_on_path)"; then
        return 0
    fi
    for home in \
        /usr/lib/jvm/* \
        /opt/* \
        "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* \
        "$HOME"/.asdf/installs/java/* \
        "$HOME"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
        if take_jdk "$home"; then
            return 0
        fi
    done
    if [ -x /usr/libexec/java_home ] &&
        take_jdk "$(/usr/libexec/java_home -v "$jdk_oldest+" 2>/dev/null)"; then
        return 0
    fi
    explain_missing_jdk >&2
    return 1
}

# take_jdk HOME: exports it as JAVA_HOME if it is a JDK (with a compiler) and new enough.
take_jdk() {
    if [ -z "$1" ] || [ ! -x "$1/bin/java" ]; then
        return 1
    fi
    read_jdk_version "$1"
    if [ "$jdk_version" -lt "$jdk_oldest" ]; then
        jdk_rejected="$jdk_rejected  $1 is version $jdk_version
"
        return 1
    fi
    if [ ! -x "$1/bin/javac" ]; then
        jdk_rejected="$jdk_rejected  $1 has no compiler: it is a runtime, not a JDK
"
        return 1
    fi
    JAVA_HOME=$1
    export JAVA_HOME
}

# Sets jdk_version from the file `release`, which costs no process; asks java where there is none.
read_jdk_version() {
    jdk_version=0
    if [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then
                value=${value#\"}
                jdk_version=${value%%[!0-9]*}
            fi
        done <"$1/release"
    else
        jdk_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
    fi
    jdk_version=${jdk_version:-0}
}

# The JDK behind `java`: where its links lead, or what it says itself when it is a script that
# chooses among several (asdf, jenv, mise).
home_of_java_on_path() {
    java=$(command -v java) || return 0
    java=$(follow_links "$java")
    if [ -e "${java%/bin/java}/release" ]; then
        echo "${java%/bin/java}"
    else
        "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
    fi
}

follow_links() {
    path=$1
    while [ -L "$path" ]; do
        link=$(readlink "$path")
        case $link in
            /*) path=$link ;;
            *) path=$(dirname "$path")/$link ;;
        esac
    done
    echo "$path"
}

explain_missing_jdk() {
    cat <<END
Kith needs a JDK $jdk_oldest or newer, and none was found.

Looked at JAVA_HOME (${JAVA_HOME:-not set}), at java on the PATH ($(command -v java || echo none)),
and in /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks, ~/.asdf, mise, Homebrew and /Library/Java.
${jdk_rejected:+Found, but of no use:
$jdk_rejected}
Install one of these, or set JAVA_HOME to the folder of a JDK that you have:
  any system       https://adoptium.net/temurin/releases/?version=$jdk_oldest
  Debian, Ubuntu   apt install openjdk-$jdk_oldest-jdk
  Fedora           dnf install java-$jdk_oldest-openjdk-devel
  macOS            brew install openjdk@$jdk_oldest
  SDKMAN           sdk list java, then sdk install java with one that begins with $jdk_oldest
END
}
