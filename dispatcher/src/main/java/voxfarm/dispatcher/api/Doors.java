package voxfarm.dispatcher.api;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import voxfarm.common.bucket.CurrentDictionaries;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.store.DownloadLinks;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.acceptance.Reception;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.openai.OpenAiApi;
import voxfarm.dispatcher.api.seed.PathRoots;
import voxfarm.dispatcher.api.seed.SeedModels;
import voxfarm.dispatcher.api.seed.SeedModelsApi;
import voxfarm.dispatcher.api.seed.SeedToolsApi;
import voxfarm.dispatcher.api.seed.SeedVoiceApi;
import voxfarm.dispatcher.api.seed.Translator;
import voxfarm.dispatcher.api.v1.AudioApi;
import voxfarm.dispatcher.api.v1.BookFilesApi;
import voxfarm.dispatcher.api.v1.BooksApi;
import voxfarm.dispatcher.api.v1.DeadApi;
import voxfarm.dispatcher.api.v1.HealthApi;
import voxfarm.dispatcher.api.v1.MetricsApi;
import voxfarm.dispatcher.api.v1.PhonemesApi;
import voxfarm.dispatcher.api.v1.PruneApi;
import voxfarm.dispatcher.api.v1.QueueApi;
import voxfarm.dispatcher.api.v1.RebuildApi;
import voxfarm.dispatcher.api.v1.RequestEventsApi;
import voxfarm.dispatcher.api.v1.RequestListApi;
import voxfarm.dispatcher.api.v1.RequestsApi;
import voxfarm.dispatcher.api.v1.StatusApi;
import voxfarm.dispatcher.api.v1.VoiceUploadApi;
import voxfarm.dispatcher.api.v1.VoicesApi;
import voxfarm.dispatcher.book.BookDesk;
import voxfarm.dispatcher.book.BookFeed;
import voxfarm.dispatcher.book.BookView;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.fleet.DeviceWishes;
import voxfarm.dispatcher.fleet.WorkerRegistry;
import voxfarm.dispatcher.listen.SegmentStream;
import voxfarm.dispatcher.listen.SynchronousSpeech;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.dispatcher.retention.RequestPurge;
import voxfarm.dispatcher.status.EventProjector;
import voxfarm.dispatcher.status.RequestPages;
import voxfarm.dispatcher.status.RequestStatus;
import voxfarm.frontend.ipa.Phonemizers;
import voxfarm.http.BodyPace;

/** All that is answered by HTTP, and which rooms of the dispatcher answer it. */
public final class Doors {
    private final HttpConfig http;
    private final ObjectStore store;
    private final InstantSource clock;

    public Doors(HttpConfig http, ObjectStore store, InstantSource clock) {
        this.http = http;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Requests: let in, looked at, ended, deleted.
     *
     * @param books where books come in
     */
    public record Requests(
            Reception reception,
            BookDesk books,
            Endings endings,
            RequestPurge purge,
            RequestStatus status,
            EventProjector events) {}

    /** Sound for whoever stays on the line, or fetches it. */
    public record Sound(SynchronousSpeech speech, SegmentStream streams, DownloadLinks links) {}

    /**
     * What can be spoken, and by whom.
     *
     * @param defaults what the configuration says of voices
     * @param turns whose texts are worked on at once
     * @param importer of voices that callers add
     * @param announcer told of a voice that is new in the bucket
     * @param phonemizers of this machine
     */
    public record Fleet(
            VoiceCatalog catalog,
            VoiceDefaults defaults,
            WorkerRegistry workers,
            DeviceWishes wishes,
            PlanningTurns turns,
            VoiceImport importer,
            Consumer<VoiceManifest> announcer,
            Phonemizers phonemizers) {}

    /** The API of Bert-VITS2's own server. */
    public record Seed(SeedModels models, PathRoots roots, Translator translator) {}

    /** What operators see to. */
    public record Upkeep(
            DeadApi dead,
            RebuildApi rebuild,
            PruneApi prune,
            HealthApi health,
            QueueApi queue,
            MetricsApi metrics) {}

    /** Every door; each has its own paths. */
    public List<Consumer<Routes>> open(
            Requests requests, Sound sound, Fleet fleet, Seed seed, Upkeep upkeep) {
        return Stream.of(
                        requests(requests, sound),
                        fleet(fleet),
                        seed(seed, sound, fleet),
                        upkeep(upkeep))
                .flatMap(List::stream)
                .toList();
    }

    private List<Consumer<Routes>> requests(Requests requests, Sound sound) {
        RequestPages pages = new RequestPages(store, requests.status(), requests.events());
        return List.of(
                new RequestsApi(
                                requests.reception(),
                                requests.endings(),
                                requests.status(),
                                requests.purge(),
                                store,
                                http)
                        ::register,
                new BooksApi(
                                requests.reception(),
                                requests.books(),
                                new BookView(store, requests.status(), clock),
                                requests.endings(),
                                requests.status(),
                                requests.purge(),
                                store)
                        ::register,
                new BookFilesApi(
                                requests.status(),
                                new BookFeed(store, SideBySide.AT_ONCE),
                                store,
                                sound.links())
                        ::register,
                new RequestListApi(pages)::register,
                new AudioApi(requests.status(), store, sound.links(), sound.streams(), clock)
                        ::register,
                new RequestEventsApi(requests.status(), requests.events())::register);
    }

    private List<Consumer<Routes>> fleet(Fleet fleet) {
        DictionaryStore dictionaries = new DictionaryStore(store);
        return List.of(
                new VoicesApi(fleet.catalog(), fleet.workers())::register,
                new VoiceUploadApi(
                                fleet.catalog(),
                                fleet.importer(),
                                fleet.announcer(),
                                (long) http.maxUploadMib() << 20,
                                BodyPace.ofUploads(http.callers()))
                        ::register,
                new PhonemesApi(
                                fleet.catalog(),
                                dictionaries,
                                new CurrentDictionaries(dictionaries, System::nanoTime),
                                fleet.turns(),
                                fleet.phonemizers())
                        ::register,
                new StatusApi(fleet.workers(), fleet.wishes())::register);
    }

    private List<Consumer<Routes>> seed(Seed seed, Sound sound, Fleet fleet) {
        return List.of(
                new SeedVoiceApi(seed.models(), sound.speech(), seed.translator())::register,
                new SeedModelsApi(seed.models(), seed.roots(), fleet.importer(), fleet.announcer())
                        ::register,
                new SeedToolsApi(seed.roots(), seed.translator())::register,
                new OpenAiApi(
                                fleet.catalog(),
                                sound.speech(),
                                sound.streams(),
                                fleet.defaults(),
                                http.voiceAliases())
                        ::register);
    }

    private static List<Consumer<Routes>> upkeep(Upkeep upkeep) {
        return List.of(
                upkeep.dead()::register,
                upkeep.rebuild()::register,
                upkeep.prune()::register,
                upkeep.health()::register,
                upkeep.queue()::register,
                upkeep.metrics()::register,
                new PagesApi()::register);
    }
}
