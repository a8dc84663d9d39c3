package com.acme.checkout.outside;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** This machine's Chromium, as an operator's browser that is logged in at a desk. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final ChromeDriver driver;
    private final String desk;

    Browser(Path folder, String desk) throws IOException {
        if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
            String line =
                    CHROMIUM + " and " + DRIVER + " are not both there: the desk's pages are not tested in a browser";
            if (Boolean.parseBoolean(System.getenv("CHECKOUT_TESTS_REQUIRE_BROKERS"))) {
                throw new IllegalStateException(line + ", and CHECKOUT_TESTS_REQUIRE_BROKERS is true");
            }
            System.out.println(line);
            assumeTrue(false, line);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                "--user-data-dir=" + Files.createTempDirectory(folder, "chromium"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        // Its own limit for a script is 30 s, which a busy machine may need for one look of axe.
        driver.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
        this.desk = desk;
    }

    /** Every request is that user's from now on. */
    Browser login(String user, String password) {
        String basic = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", "Basic " + basic)));
        return this;
    }

    Browser open(String path) {
        driver.get(desk + path);
        return this;
    }

    String path() {
        return driver.getCurrentUrl().substring(desk.length());
    }

    /** Waits until the page is the one at {@code path}. */
    void at(String path) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .withMessage(() -> "at " + path + ", not " + path())
                .until(any -> path().equals(path));
    }

    /** Cuts the browser's network, or mends it. */
    void network(boolean there) {
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", !there, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** The width of the page that is shown, in CSS pixels, and {@code light} or {@code dark}. */
    void look(int pixels, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Waits until an element that {@code css} finds shows {@code text}. */
    WebElement see(String css, String text) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(WebDriverException.class)
                .withMessage(() -> css + " shows \"" + text + "\"; it shows " + texts(css) + " on " + path() + ": "
                        + texts("body").stream()
                                .map(page -> page.substring(0, Math.min(page.length(), 1500)))
                                .toList())
                .until(any -> driver.findElements(By.cssSelector(css)).stream()
                        .filter(each -> each.isDisplayed() && each.getText().contains(text))
                        .findFirst()
                        .orElse(null));
    }

    WebElement see(String css) {
        return see(css, "");
    }

    /** Waits until nothing that {@code css} finds is shown. */
    void gone(String css) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(WebDriverException.class)
                .withMessage(() -> css + " goes away")
                .until(any -> driver.findElements(By.cssSelector(css)).stream().noneMatch(WebElement::isDisplayed));
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** Clicks what {@code css} finds and shows {@code text}; once more where the page has just exchanged it. */
    void click(String css, String text) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(WebDriverException.class)
                .until(any -> {
                    see(css, text).click();
                    return true;
                });
    }

    void click(String css) {
        click(css, "");
    }

    void type(String css, String text) {
        WebElement field = see(css);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        field.sendKeys(text);
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        for (CharSequence key : keys) {
            driver.switchTo().activeElement().sendKeys(key);
        }
    }

    Object run(String script) {
        return driver.executeScript(script);
    }

    /** What the browser complained of: scripts that failed, what the page's policy forbade. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
