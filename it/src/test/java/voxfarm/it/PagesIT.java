package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.files.Sha256;
import voxfarm.it.support.Browser;
import voxfarm.it.support.TestFarm;

/** The pages of a farm that asks for a key, in a real browser. */
class PagesIT {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model/2.0.2");
    private static final String KEY = "vf-pages";

    @TempDir static Path data;

    private static Browser browser;
    private static TestFarm farm;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(data.resolve("browser"));
        Path config =
                Files.writeString(
                        data.resolve("config.yml"),
                        """
                        http:
                          keys:
                            - name: pages
                              sha256: %s
                              scopes: [admin]
                        """
                                .formatted(Sha256.hex(KEY.getBytes(StandardCharsets.UTF_8))));
        farm = TestFarm.start(data.resolve("farm"), FarmConfig.read(config).config());
    }

    @AfterAll
    static void stop() {
        // a test class that is skipped has neither
        if (farm != null) {
            farm.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static Browser.Page open(String path) throws Exception {
        return browser.open(URI.create(farm.endpoints().http() + path));
    }

    /** The page of a caller whose key may do everything. */
    private static Browser.Page openWithKey() throws Exception {
        Browser.Page page = open("/");
        type(page, "key", KEY);
        page.await("document.getElementById('voice').value");
        return page;
    }

    private static void type(Browser.Page page, String id, String text) throws Exception {
        page.evaluate(
                """
                (() => {
                  const field = document.getElementById('%s');
                  field.value = '%s';
                  field.dispatchEvent(new Event('change'));
                })()\
                """
                        .formatted(id, text));
    }

    private static void speak(Browser.Page page, String text) throws Exception {
        type(page, "text", text);
        page.evaluate("document.querySelector('#speak button').click()");
    }

    @Test
    void asksForTheKeyAndSpeaks() throws Exception {
        Browser.Page page = open("/");
        page.await("!document.getElementById('key-row').hidden");
        type(page, "key", KEY);
        page.await("document.getElementById('voice').value");
        page.await("document.getElementById('workers').children.length === 1");

        speak(page, "A browser is listening.");
        page.await("document.getElementById('player').duration > 0.5");
        page.await("document.getElementById('message').textContent.includes('s of sound')");
        page.await(
                "document.querySelector('#requests td:nth-child(2)')?.textContent"
                        + " === 'completed'");
        page.evaluate("document.getElementById('player').removeAttribute('src')");
        page.evaluate("document.querySelector('#requests button').click()");
        page.await("document.getElementById('player').duration > 0.5");

        // but for being asked for the key nothing was wrong: no script or sound was refused
        assertThat(page.problems()).allMatch(problem -> problem.contains("401"));
    }

    @Test
    void saysWhyItCannotSpeak() throws Exception {
        Browser.Page page = openWithKey();

        speak(page, "…");
        page.await("document.getElementById('message').className === 'failed'");
        assertThat(page.evaluate("document.getElementById('message').textContent").asText())
                .isNotBlank();
        assertThat(page.evaluate("document.getElementById('player').hidden").asBoolean()).isTrue();
    }

    @Test
    void takesAVoiceAndLetsItGo() throws Exception {
        Browser.Page page = openWithKey();
        page.await("document.querySelectorAll('#voices tr').length === 1");

        upload(page, "config.json");
        page.await("document.getElementById('upload-message').className === 'failed'");
        assertThat(page.evaluate("document.getElementById('upload-message').textContent").asText())
                .contains("found config.json");

        upload(page, "config.json", "G_1302.pth");
        page.await("document.getElementById('upload-message').textContent.includes('speaks now')");
        page.await("[...document.getElementById('voice').options].some(o => o.value === 'wukong')");
        page.evaluate("window.confirm = () => true");
        page.evaluate(
                """
                [...document.querySelectorAll('#voices tr')]
                    .find(row => row.textContent.includes('wukong')).querySelector('button').click()\
                """);
        page.await("document.getElementById('upload-message').textContent.includes('is removed')");
        page.await("document.querySelectorAll('#voices tr').length === 1");
    }

    private static void upload(Browser.Page page, String... names) throws Exception {
        type(page, "upload-id", "wukong");
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            files.add(GOLDEN.resolve(name).toRealPath());
        }
        page.choose("#upload-files", files);
        page.evaluate("document.querySelector('#upload button').click()");
    }

    /** Both names and words of it are a stranger's. */
    @Test
    void makesABookThatIsDroppedAndSaysWhyItTakesAnotherNot() throws Exception {
        Browser.Page page = open("/books");
        page.await("!document.getElementById('key-row').hidden");
        type(page, "key", KEY);
        page.await("document.getElementById('voice').value");

        drop(
                page,
                "<img src=x onerror=hacked=1>.md",
                "# One\\n\\nIt is dark.\\n\\n# Two\\n\\nIt ends.");
        drop(page, "paper.pdf", "%PDF-1.7");
        page.await("document.querySelector('#drafts summary')?.textContent.includes('2 chapters')");
        page.await("document.querySelector('#drafts .failed')?.textContent.includes('is PDF')");
        assertThat(page.evaluate("document.getElementById('drafts').textContent").asText())
                .contains("<img src=x onerror=hacked=1>", "paper.pdf: is PDF");
        assertThat(page.evaluate("document.querySelector('#drafts input').value").asText())
                .isEqualTo("img-src-x-onerror-hacked-1");

        page.evaluate("document.querySelector('#drafts button').click()");
        page.await("document.querySelector('#books details')");
        page.await("document.querySelectorAll('#drafts tr').length === 1");
        page.evaluate("document.querySelector('#books details').open = true");
        page.await("document.querySelectorAll('#books li').length === 2");
        page.await("document.querySelector('#books td:nth-child(2)').textContent === 'completed'");
        page.await("document.querySelector('#books progress').value === 1");
        page.await("document.querySelectorAll('#books li button').length === 2");
        page.evaluate("document.querySelector('#books li button').click()");
        page.await("document.getElementById('player').duration > 0.3");
        assertThat(page.evaluate("document.querySelector('#books tr').textContent").asText())
                .contains("book.m4b", "manifest.json");
        assertThat(page.evaluate("document.images.length + Number('hacked' in window)").asInt())
                .isZero();
        assertThat(page.problems())
                .allMatch(problem -> problem.contains("401") || problem.contains("400"));
    }

    /** As a person who drags a file onto the page. */
    private static void drop(Browser.Page page, String name, String text) throws Exception {
        page.evaluate(
                """
                (() => {
                  const dropped = new DataTransfer();
                  dropped.items.add(new File(["%s"], "%s"));
                  document.body.dispatchEvent(
                      new DragEvent('drop', {bubbles: true, dataTransfer: dropped}));
                })()\
                """
                        .formatted(text, name));
    }

    @Test
    void describesTheInterfaces() throws Exception {
        Browser.Page page = open("/docs");
        page.await("document.querySelectorAll('.opblock').length > 20");
        JsonNode said = page.evaluate("document.body.innerText");

        assertThat(said.asText())
                .contains("/v1/requests", "/v1/audio/speech", "/voice", "/models/info");
        assertThat(page.problems()).isEmpty();
    }
}
