// Entry of the console page.
import "../shared/tokens.css";
