package voxfarm.dispatcher.api.v1;

import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.stream.Stream;
import voxfarm.books.publish.PodcastFeed;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.StoredCover;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.DownloadLinks;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.tags.CoverImage;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.book.BookFeed;
import voxfarm.dispatcher.status.RequestStatus;

/** What books become: their files, and from the first chapter on their feed and their picture. */
public final class BookFilesApi {
    private static final String OF_ONE = "/v1/books/{id}";

    /** The longest that stores sign for: players come back for the feed before. */
    private static final Duration VALIDITY = Duration.ofDays(7);

    private final RequestStatus status;
    private final BookFeed feed;
    private final ObjectStore store;
    private final RequestStore requests;
    private final DownloadLinks links;

    public BookFilesApi(
            RequestStatus status, BookFeed feed, ObjectStore store, DownloadLinks links) {
        this.status = status;
        this.feed = feed;
        this.store = store;
        this.requests = new RequestStore(store);
        this.links = links;
    }

    public void register(Routes routes) {
        routes.get(OF_ONE + "/files/{file}", Access.READ, ctx -> file(ctx, ctx.pathParam("file")));
        routes.get(
                OF_ONE + "/files/{folder}/{file}",
                Access.READ,
                ctx -> file(ctx, ctx.pathParam("folder") + "/" + ctx.pathParam("file")));
        routes.get(OF_ONE + "/feed.xml", Access.READ, this::feed);
        routes.get(OF_ONE + "/cover", Access.READ, this::cover);
    }

    private AcceptedRequest book(Context ctx) {
        return BooksApi.requireBook(status.request(new RequestId(ctx.pathParam("id"))));
    }

    /** A file of a book that is made. */
    private void file(Context ctx, String path) {
        AcceptedRequest book = book(ctx);
        SynthesisResult result =
                status.view(book)
                        .result()
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_READY, "book %s is not made yet", book.id()));
        String name = BucketLayout.filesOf(book.id()) + path;
        BookFile file =
                result.files().stream()
                        .filter(one -> one.key().value().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_FOUND,
                                        "book %s has no file %s",
                                        book.id(),
                                        Problems.quote(path)));
        AudioAnswer.send(ctx, store, file);
    }

    private void cover(Context ctx) {
        AcceptedRequest book = book(ctx);
        StoredCover cover =
                requests.book(book.planKey())
                        .cover()
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.NOT_FOUND, "book %s has no cover", book.id()));
        CoverImage picture = requests.cover(book.id(), cover);
        ctx.contentType(cover.kind().contentType());
        answer(ctx, picture.bytes(), cover.sha256());
    }

    /** Where its links lead. */
    private enum LinksTo {
        /** This door, which asks for a key where it asks for keys. */
        DOOR("door"),

        /** The bucket, signed for a while: for players that know no keys. */
        BUCKET("bucket");

        private final String wireName;

        LinksTo(String wireName) {
            this.wireName = wireName;
        }
    }

    private void feed(Context ctx) {
        Query query = new Query(ctx);
        LinksTo to =
                query.oneOf("links", Stream.of(LinksTo.values()), one -> one.wireName)
                        .orElse(LinksTo.DOOR);
        query.throwIfAny();
        AcceptedRequest book = book(ctx);
        Door door = new Door(door(ctx), book.id());
        byte[] document =
                feed.write(
                        book,
                        status.view(book).result(),
                        to == LinksTo.DOOR ? door : new Bucket(door));
        ctx.contentType(PodcastFeed.CONTENT_TYPE);
        answer(ctx, document, Sha256.hex(document));
    }

    /** How the caller calls this door: links lead back by the way that it came. */
    private static URI door(Context ctx) {
        // what stands before the door speaks TLS for it
        boolean tls = "https".equalsIgnoreCase(ctx.header("X-Forwarded-Proto"));
        try {
            return new URI((tls ? "https" : ctx.scheme()) + "://" + ctx.host());
        } catch (URISyntaxException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "Host: expected a name or an address", e);
        }
    }

    private static void answer(Context ctx, byte[] bytes, String sha256) {
        String tag = '"' + sha256 + '"';
        ctx.header("ETag", tag);
        if (AudioAnswer.names(ctx.header("If-None-Match"), tag)) {
            ctx.status(304);
            return;
        }
        ctx.result(bytes);
    }

    private record Door(URI door, RequestId id) implements BookFeed.Links {
        private URI at(String path) {
            return door.resolve(path);
        }

        @Override
        public URI self() {
            return at("/v1/books/" + id + "/feed.xml");
        }

        @Override
        public URI book() {
            return at("/v1/books/" + id);
        }

        @Override
        public URI cover(StoredCover cover) {
            return at("/v1/books/" + id + "/cover");
        }

        @Override
        public URI file(BookFile file) {
            return at("/v1/books/" + id + "/files/" + name(file));
        }

        /** Behind the book's folder. */
        private String name(BookFile file) {
            return file.key().value().substring(BucketLayout.filesOf(id).length());
        }

        @Override
        public URI sound(RequestId chapter, StoredAudio audio) {
            return at("/v1/requests/" + chapter + "/audio");
        }
    }

    private final class Bucket implements BookFeed.Links {
        private final Door door;

        Bucket(Door door) {
            this.door = door;
        }

        @Override
        public URI self() {
            return door.at("/v1/books/" + door.id() + "/feed.xml?links=bucket");
        }

        @Override
        public URI book() {
            return door.book(); // a page for people, who have keys
        }

        @Override
        public URI cover(StoredCover cover) {
            return links.link(
                    RequestStore.coverKey(door.id(), cover),
                    VALIDITY,
                    "cover." + cover.kind().extension());
        }

        @Override
        public URI file(BookFile file) {
            String name = door.name(file);
            return links.link(file.key(), VALIDITY, name.substring(name.lastIndexOf('/') + 1));
        }

        @Override
        public URI sound(RequestId chapter, StoredAudio audio) {
            return links.link(audio.key(), VALIDITY, chapter + "." + audio.format().extension());
        }
    }
}
