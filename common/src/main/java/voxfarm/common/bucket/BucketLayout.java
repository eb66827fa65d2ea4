package voxfarm.common.bucket;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobId;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.NamedObjects;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/** Where everything lies in the bucket (docs/formats.md): the one place that builds keys. */
public final class BucketLayout {
    /** Prefix of all voice packages. */
    public static final String VOICES = "voices/";

    /** Name of what describes a voice package. */
    public static final String MANIFEST = "manifest.json";

    /** Prefix of all results. */
    public static final String RESULTS = "results/";

    /** Prefix of what was refused by topic. */
    public static final String REFUSALS = "refusals/";

    /** Prefix of all accepted requests. */
    public static final String REQUESTS = NamedObjects.REQUESTS;

    /** Prefix of the index of what is open. */
    public static final String OPEN = "open/";

    /** Prefix of the index of what waits for a time. */
    public static final String TIMED = "timed/";

    /** Prefix of texts that are put into the bucket to be spoken; the farm only reads them. */
    public static final String INBOX = "inbox/";

    /** Prefix of all pronunciations. */
    public static final String DICTIONARIES = NamedObjects.DICTIONARIES;

    /** Prefix of the marks of walks over all requests. */
    public static final String WALKS = "walks/";

    /** Prefix of all clips. */
    public static final String CLIPS = "clips/";

    /** Prefix of the index of what is deleted on request. */
    public static final String DELETED = "deleted/";

    /** Prefix of the files that books became. */
    public static final String BOOKS = "books/";

    /** Name, in the folder of a book, of what is said of it before it is accepted. */
    public static final String BOOK_NOTE = "book.json";

    /** Prefix of the index of whom somebody is still to be told of. */
    public static final String CALLBACKS = "callbacks/";

    /** Prefix of what retention notes of itself. */
    public static final String RETENTION = "retention/";

    private static final String VOICE_NAMES = "voice-names/";
    private static final String GONE_VOICES = "gone-voices/";

    /** First folders of the keys that the farm writes. */
    private static final Set<String> OF_THE_FARM =
            Set.of(
                    VOICES,
                    RESULTS,
                    REFUSALS,
                    REQUESTS,
                    OPEN,
                    TIMED,
                    DICTIONARIES,
                    WALKS,
                    CLIPS,
                    DELETED,
                    BOOKS,
                    CALLBACKS,
                    RETENTION,
                    VOICE_NAMES,
                    GONE_VOICES);

    private static final String JSON = ".json";
    private static final String REQUEUED = ".queued";
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** Thirteen digits, in the year 2286; what comes later is not later in the index. */
    private static final long LAST_MILLIS = 9_999_999_999_999L;

    private static final Pattern FOUND_BY_ANOTHER =
            Pattern.compile(
                    "requests/[^/]+/(plan|text|cover)-[^/]+|results/[^/]+/(audio|timings)[^/]*|books/.+");

    private static final Pattern TIMED_FORM =
            Pattern.compile(Pattern.quote(TIMED) + "([0-9]{13})-(begin|deadline)-(.+)");

    private BucketLayout() {}

    /** Whether keys with that beginning are written by the farm, and by nobody else. */
    public static boolean isOfTheFarm(String prefix) {
        return OF_THE_FARM.contains(prefix.substring(0, prefix.indexOf('/') + 1));
    }

    /** How the keys of {@link #request} end, and no others below {@link #REQUESTS}. */
    public static final String REQUEST_DOCUMENT = "/request.json";

    /** How the keys of {@link #result} end, and no others below {@link #RESULTS}. */
    public static final String RESULT_DOCUMENT = "/result.json";

    /** The id in a key of {@link #request}; empty if it is none. */
    public static Optional<RequestId> requestOf(ObjectKey key) {
        String name = key.value();
        return name.startsWith(REQUESTS)
                        && name.endsWith(REQUEST_DOCUMENT)
                        && name.length() > REQUESTS.length() + REQUEST_DOCUMENT.length()
                ? requestId(
                        name.substring(
                                REQUESTS.length(), name.length() - REQUEST_DOCUMENT.length()))
                : Optional.empty();
    }

    public static ObjectKey request(RequestId id) {
        return new ObjectKey(REQUESTS + id + REQUEST_DOCUMENT);
    }

    public static ObjectKey plan(RequestId id, String sha256) {
        return new ObjectKey(NamedObjects.plans(id) + sha256 + ".json");
    }

    /** A text that is too long to stand inside the request. */
    public static ObjectKey text(RequestId id, String sha256) {
        return new ObjectKey(NamedObjects.texts(id) + sha256);
    }

    /** The picture of a book. */
    public static ObjectKey cover(RequestId id, String sha256) {
        return new ObjectKey(REQUESTS + id + "/cover-" + sha256);
    }

    /** What a part of a long request was made of; written when it is spoken. */
    public static ObjectKey part(RequestId id, AcceptedBy acceptedBy, int part) {
        return new ObjectKey(parts(id, acceptedBy) + part + JSON);
    }

    /** What the keys of all finished parts of a request begin with. */
    public static String parts(RequestId id, AcceptedBy acceptedBy) {
        return REQUESTS + id + "/parts/" + tagged(acceptedBy);
    }

    /** Which part a key of {@link #part} names; empty if it is none of that acceptance. */
    public static OptionalInt partOf(RequestId id, AcceptedBy acceptedBy, ObjectKey key) {
        return number(key, parts(id, acceptedBy), JSON);
    }

    /** Says that a dispatcher queues a request's jobs again; 0 if that is when it becomes due. */
    public static ObjectKey requeue(RequestId id, AcceptedBy acceptedBy, int n) {
        return new ObjectKey(requeues(id, acceptedBy) + n + JSON);
    }

    /** Says that the broker has the jobs of that requeue: only such count. */
    public static ObjectKey requeued(RequestId id, AcceptedBy acceptedBy, int n) {
        return new ObjectKey(requeues(id, acceptedBy) + n + REQUEUED);
    }

    /** What the keys of {@link #requeue} and {@link #requeued} begin with. */
    public static String requeues(RequestId id, AcceptedBy acceptedBy) {
        return REQUESTS + id + "/requeues/" + tagged(acceptedBy);
    }

    /** The number in a key of {@link #requeue}; empty if it is none of that acceptance. */
    public static OptionalInt requeueOf(RequestId id, AcceptedBy acceptedBy, ObjectKey key) {
        return number(key, requeues(id, acceptedBy), JSON);
    }

    /** The number in a key of {@link #requeued}; empty if it is none of that acceptance. */
    public static OptionalInt requeuedOf(RequestId id, AcceptedBy acceptedBy, ObjectKey key) {
        return number(key, requeues(id, acceptedBy), REQUEUED);
    }

    private static String tagged(AcceptedBy acceptedBy) {
        return acceptedBy.isKnown() ? acceptedBy.tag() + "-" : "";
    }

    private static OptionalInt number(ObjectKey key, String prefix, String suffix) {
        String name = key.value();
        if (!name.startsWith(prefix) || !name.endsWith(suffix)) {
            return OptionalInt.empty();
        }
        String number =
                name.substring(
                        prefix.length(),
                        Math.max(prefix.length(), name.length() - suffix.length()));
        return NUMBER.matcher(number).matches()
                ? OptionalInt.of(Integer.parseInt(number))
                : OptionalInt.empty();
    }

    /**
     * Says that a request is open: written before the request is, removed after its end was told.
     * An entry whose request is not there, or has ended, is a rest of something that was
     * interrupted.
     */
    public static ObjectKey open(RequestId id) {
        return new ObjectKey(OPEN + id);
    }

    /** What a request waits for. */
    public enum Alarm {
        /** Its {@code not_before}. */
        BEGIN("begin"),
        /** Its {@code deadline}. */
        DEADLINE("deadline");

        private final String name;

        Alarm(String name) {
            this.name = name;
        }
    }

    /**
     * Says that something is to be done for a request at a time, in milliseconds and not earlier.
     * Listings are in the order of time.
     */
    public static ObjectKey timed(RequestId id, Alarm alarm, Instant at) {
        return new ObjectKey(timedUntil(at) + "-" + alarm.name + "-" + id);
    }

    /** What keys of {@link #timed} at that time begin with; all earlier ones are before it. */
    public static String timedUntil(Instant at) {
        long millis = Math.clamp(at.getEpochSecond(), 0, LAST_MILLIS / 1000) * 1000;
        millis += at.getEpochSecond() < 0 ? 0 : Math.ceilDiv(at.getNano(), 1_000_000);
        return TIMED + String.format("%013d", Math.min(millis, LAST_MILLIS));
    }

    /** A key of {@link #timed}, read. */
    public record Timed(RequestId id, Alarm alarm, Instant at) {}

    /** Empty if the key is none of {@link #timed}. */
    public static Optional<Timed> timedOf(ObjectKey key) {
        Matcher found = TIMED_FORM.matcher(key.value());
        if (!found.matches()) {
            return Optional.empty();
        }
        Alarm alarm = found.group(2).equals(Alarm.BEGIN.name) ? Alarm.BEGIN : Alarm.DEADLINE;
        return requestId(found.group(3))
                .map(id ->
                        new Timed(id, alarm, Instant.ofEpochMilli(Long.parseLong(found.group(1)))));
    }

    /** The request that a key of {@link #open} names; empty if it is none. */
    public static Optional<RequestId> openOf(ObjectKey key) {
        return key.value().startsWith(OPEN)
                ? requestId(key.value().substring(OPEN.length()))
                : Optional.empty();
    }

    /**
     * Says that somebody wants to be told of the end of a request: written before the request is,
     * removed when that was done or given up.
     */
    public static ObjectKey callback(RequestId id) {
        return new ObjectKey(CALLBACKS + id);
    }

    /** The request that a key of {@link #callback} names; empty if it is none. */
    public static Optional<RequestId> callbackOf(ObjectKey key) {
        return key.value().startsWith(CALLBACKS)
                ? requestId(key.value().substring(CALLBACKS.length()))
                : Optional.empty();
    }

    /** What all notes of how the end of a request was told begin with. */
    public static String callbackNotes(RequestId id, AcceptedBy acceptedBy) {
        return REQUESTS + id + "/callback/" + tagged(acceptedBy);
    }

    /** Says that somebody begins try n, from 1, of telling the end: whoever writes it does it. */
    public static ObjectKey callbackTry(RequestId id, AcceptedBy acceptedBy, int n) {
        return new ObjectKey(callbackNotes(id, acceptedBy) + n + JSON);
    }

    /** Says why that try failed. */
    public static ObjectKey callbackFailure(RequestId id, AcceptedBy acceptedBy, int n) {
        return new ObjectKey(callbackNotes(id, acceptedBy) + n + CALLBACK_FAILED);
    }

    /** Says that the end was told, or that telling it was given up. */
    public static ObjectKey callbackEnd(RequestId id, AcceptedBy acceptedBy) {
        return new ObjectKey(callbackNotes(id, acceptedBy) + "end" + JSON);
    }

    /** The number in a key of {@link #callbackTry}; empty if it is none of that acceptance. */
    public static OptionalInt callbackTryOf(RequestId id, AcceptedBy acceptedBy, ObjectKey key) {
        return number(key, callbackNotes(id, acceptedBy), JSON);
    }

    private static final String CALLBACK_FAILED = ".failed";

    /** Says that a request is deleted: written before its result becomes a {@code Tombstone}. */
    public static ObjectKey deleted(RequestId id) {
        return new ObjectKey(DELETED + id);
    }

    /** The request that a key of {@link #deleted} names; empty if it is none. */
    public static Optional<RequestId> deletedOf(ObjectKey key) {
        return key.value().startsWith(DELETED)
                ? requestId(key.value().substring(DELETED.length()))
                : Optional.empty();
    }

    /** Written to learn the store's time. */
    public static ObjectKey retentionTime() {
        return new ObjectKey(RETENTION + "time");
    }

    /** Says that somebody began the run of that day; the first who writes one does it. */
    public static ObjectKey retentionClaim(long day, int n) {
        return new ObjectKey(RETENTION + day + "-" + n + ".claim");
    }

    /** Says that the run of that day, counted from 1970 in UTC, is done. */
    public static ObjectKey retentionDone(long day) {
        return new ObjectKey(RETENTION + day + JSON);
    }

    /** The day in a key of {@link #retentionClaim} or {@link #retentionDone}; empty of others. */
    public static OptionalInt retentionDayOf(ObjectKey key) {
        Matcher found = RETENTION_DAY.matcher(key.value());
        return found.matches()
                ? OptionalInt.of(Integer.parseInt(found.group(1)))
                : OptionalInt.empty();
    }

    private static final Pattern RETENTION_DAY =
            Pattern.compile(RETENTION + "([0-9]{1,9})(?:-[0-9]+\\.claim|\\.json)");

    /** Since when nothing is in the bucket of a voice that has job topics. */
    public static ObjectKey voiceGone(VoiceId voice) {
        return new ObjectKey(GONE_VOICES + voice);
    }

    /** The hash of the clip to which an object belongs; empty of others. */
    public static Optional<String> clipOf(ObjectKey key) {
        Matcher found = CLIP.matcher(key.value());
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static final Pattern CLIP = Pattern.compile(CLIPS + "[0-9a-f]{2}/([0-9a-f]{64})[.-].+");

    /** What all keys of a request below {@link #REQUESTS} begin with. */
    public static String allOf(RequestId id) {
        return REQUESTS + id + "/";
    }

    /** What all keys of a request below {@link #RESULTS} begin with. */
    public static String resultsOf(RequestId id) {
        return RESULTS + id + "/";
    }

    /** What the files of a book begin with. */
    public static String filesOf(RequestId id) {
        return BOOKS + id + "/";
    }

    /**
     * A file of a book.
     *
     * @param name below the book's folder: {@code book.m4a}, {@code chapters/0001.mp3}
     */
    public static ObjectKey bookFile(RequestId id, String name) {
        return new ObjectKey(filesOf(id) + name);
    }

    /** The name that a file of a book gets where {@link #bookFile} is taken by other bytes. */
    public static ObjectKey bookFileByHash(RequestId id, String name, String sha256) {
        int dot = name.lastIndexOf('.');
        return bookFile(id, name.substring(0, dot) + "-" + sha256 + name.substring(dot));
    }

    /** What all refusals of submissions under that id begin with. */
    public static String refusalsOf(RequestId id) {
        return REFUSALS + id + "/";
    }

    private static Optional<RequestId> requestId(String id) {
        try {
            return Optional.of(new RequestId(id));
        } catch (VoxfarmException e) {
            return Optional.empty(); // somebody else's object
        }
    }

    /** Says that all requests were walked over on that day, counted from 1970 in UTC. */
    public static ObjectKey walk(long day) {
        return new ObjectKey(WALKS + day + JSON);
    }

    /** The day in a key of {@link #walk}; empty if it is none. */
    public static OptionalInt walkOf(ObjectKey key) {
        return number(key, WALKS, JSON);
    }

    /** Audio of a segment, by the hash of all that decides it. */
    public static ObjectKey clipAudio(String hash) {
        return new ObjectKey(clip(hash) + ".wav");
    }

    /** The name that a clip's audio gets where {@link #clipAudio} is taken by other bytes. */
    public static ObjectKey clipAudioByHash(String hash, String sha256) {
        return new ObjectKey(clip(hash) + "-" + sha256 + ".wav");
    }

    /** What is known of a clip; written behind its audio. */
    public static ObjectKey clipNote(String hash) {
        return new ObjectKey(clip(hash) + ".json");
    }

    /** Says that a request uses a clip that was made for another. */
    public static ObjectKey clipUser(String hash, AcceptedBy acceptedBy, RequestId id) {
        return new ObjectKey(clip(hash) + USERS + tagged(acceptedBy) + id);
    }

    /** What all keys of a clip begin with: its note, its audio, its users. */
    public static String clipAll(String hash) {
        return clip(hash);
    }

    /** Whether a key is one of {@link #clipUser}. */
    public static boolean isClipUser(ObjectKey key) {
        return key.value().contains(USERS);
    }

    private static final String USERS = ".users/";

    private static String clip(String hash) {
        return CLIPS + hash.substring(0, 2) + "/" + hash;
    }

    /**
     * Whether an object is only looked for by the word of another one that is written behind it and
     * lies in the same folder, or is made anew where it is missing: a request's text and plan, a
     * result's files, clips. So its name may be lost together with the other one's, but its content
     * may not be.
     */
    public static boolean isFoundByAnother(String key) {
        return key.startsWith(CLIPS) || FOUND_BY_ANOTHER.matcher(key).matches();
    }

    /** Mark of one attempt at a job; attempts are counted by these, not by the broker. */
    public static ObjectKey attempt(JobId job, AcceptedBy acceptedBy, int requeue, int delivery) {
        return new ObjectKey(attempts(job, acceptedBy) + requeue + "-" + delivery);
    }

    /** Says that the engine died in that attempt. */
    public static ObjectKey death(JobId job, AcceptedBy acceptedBy, int requeue, int delivery) {
        return new ObjectKey(attempt(job, acceptedBy, requeue, delivery) + DIED);
    }

    /** Says why that attempt failed. */
    public static ObjectKey failure(JobId job, AcceptedBy acceptedBy, int requeue, int delivery) {
        return new ObjectKey(attempt(job, acceptedBy, requeue, delivery) + ERROR);
    }

    /** What keys of {@link #failure} end with. */
    public static final String ERROR = ".error";

    /** What the keys of all marks of attempts and shortages of a request begin with. */
    public static List<String> troubles(RequestId id, AcceptedBy acceptedBy) {
        return List.of(
                REQUESTS + id + "/attempts/" + tagged(acceptedBy),
                REQUESTS + id + "/shortages/" + tagged(acceptedBy));
    }

    /** What keys of {@link #death} end with. */
    public static final String DIED = ".died";

    /** What the keys of all attempt marks of a job begin with. */
    public static String attempts(JobId job, AcceptedBy acceptedBy) {
        return REQUESTS + job.request() + "/attempts/" + tagged(acceptedBy) + job.name() + "-";
    }

    /**
     * Says that in that stretch of time something was missing that the job needs.
     *
     * @param stretch number of the stretch since 1970; its length is the workers' choice
     */
    public static ObjectKey shortage(JobId job, AcceptedBy acceptedBy, long stretch) {
        return new ObjectKey(
                REQUESTS
                        + job.request()
                        + "/shortages/"
                        + tagged(acceptedBy)
                        + job.name()
                        + "-"
                        + stretch);
    }

    public static ObjectKey result(RequestId id) {
        return new ObjectKey(RESULTS + id + RESULT_DOCUMENT);
    }

    public static ObjectKey audio(RequestId id, String extension) {
        return new ObjectKey("results/" + id + "/audio." + extension);
    }

    public static ObjectKey timings(RequestId id) {
        return new ObjectKey("results/" + id + "/timings.json");
    }

    /** The name that timings get where {@link #timings} is taken by other bytes. */
    public static ObjectKey timingsByHash(RequestId id, String sha256) {
        return new ObjectKey("results/" + id + "/timings-" + sha256 + ".json");
    }

    /**
     * @param extension of the format
     */
    public static ObjectKey subtitles(RequestId id, String extension) {
        return new ObjectKey("results/" + id + "/subtitles." + extension);
    }

    /** The name that subtitles get where {@link #subtitles} is taken by other bytes. */
    public static ObjectKey subtitlesByHash(RequestId id, String sha256, String extension) {
        return new ObjectKey("results/" + id + "/subtitles-" + sha256 + "." + extension);
    }

    /** The name that audio gets where {@link #audio} is taken by other bytes. */
    public static ObjectKey audioByHash(RequestId id, String sha256, String extension) {
        return new ObjectKey("results/" + id + "/audio-" + sha256 + "." + extension);
    }

    public static ObjectKey refusal(RequestId id, String bodySha256) {
        return new ObjectKey(REFUSALS + id + "/" + bodySha256 + ".json");
    }

    /** Folder of one version of a voice. */
    public static ObjectKey voicePackage(VoiceId voice, VoiceVersion version) {
        return new ObjectKey(VOICES + voice + "/" + version);
    }

    /** Says which of the voices that Kafka cannot tell apart by their ids is in this bucket. */
    public static ObjectKey voiceName(VoiceId voice) {
        return new ObjectKey(VOICE_NAMES + voice.collisionKey());
    }

    /** Prefix of all versions of a dictionary: a voice's, or the farm's. */
    public static String dictionaries(Optional<VoiceId> voice) {
        return voice.map(id -> DICTIONARIES + "voices/" + id + "/").orElse(DICTIONARIES + "farm/");
    }

    public static ObjectKey voiceManifest(VoiceId voice, VoiceVersion version) {
        return voicePackage(voice, version).child(MANIFEST);
    }
}
